import Foundation

/// A sentence of a lesson that says what always, never, can, cannot or must be, and what shows it.
public struct Claim: Hashable, Sendable {
  /// What shows a claim.
  public enum Evidence: Hashable, Sendable {
    /// Nothing yet.
    case missing
    /// A cell prints a line that contains some words; an argument is one that the cell only illustrates.
    case cell(section: String, number: Int, words: String, isArgument: Bool)
    /// A theorem, or somebody else's finding, that the lesson's sources name.
    case source(String)
    /// The sentence says what a word means, or what the reader may do.
    case definition
    /// The sentence is somebody else's, and the lesson judges it.
    case quoted
  }

  /// The title of its section; empty for the lesson's introduction.
  public let section: String
  /// The sentence.
  public let sentence: String
  /// What shows it.
  public var evidence: Evidence
}

/// The claims of a lesson: `claims.md` beside `lesson.md`.
///
/// The sentences are the lesson's; what shows each of them is written by its author and checked here.
public struct ClaimSheet: Sendable {
  /// Where the file is.
  public let file: String
  /// The claims, in the order of the lesson.
  public let claims: [Claim]
  /// The line of each in the file; 1 where it is not there yet.
  private let lines: [Int]
  /// What is wrong with the file itself.
  private let malformed: [LessonError]
  /// What the file says of sentences that the lesson does not have.
  private let forgotten: [LessonError]

  /// The claims of a lesson with what its file says of them; none where there is no such file.
  public init?(of lesson: Lesson, file lessonFile: String, evenIfMissing: Bool = false) {
    file = lessonFile.replacing("/lesson.md", with: "/claims.md")
    let data = FileManager.default.contents(atPath: file)
    guard data != nil || evenIfMissing else { return nil }
    let written = ClaimReader.read(String(decoding: data ?? Data(), as: UTF8.self), file: file)
    let sentences = ClaimSentences.all(of: lesson)
    malformed = written.problems
    let known = sentences.map { claim in
      written.claims.first { $0.claim.sentence == claim.sentence && $0.claim.section == claim.section }
        ?? (claim, line: 1)
    }
    claims = known.map(\.claim)
    lines = known.map(\.line)
    let file = file
    forgotten = written.claims.filter { entry in
      !sentences.contains { $0.sentence == entry.claim.sentence && $0.section == entry.claim.section }
    }.map { LessonError(file: file, line: $0.line, what: "the lesson has no such sentence in this section") }
  }

  /// What is wrong: sentences without evidence, cells that do not print what they should, sources that are not named.
  public func problems(_ lesson: Lesson) -> [LessonError] {
    malformed + forgotten
      + zip(claims, lines).compactMap { claim, line in
        problem(claim, lesson).map {
          LessonError(file: file, line: line, what: "\"\(claim.sentence)\": \($0)")
        }
      }
  }

  private func problem(_ claim: Claim, _ lesson: Lesson) -> String? {
    switch claim.evidence {
    case .definition, .quoted: return nil
    case .missing: return "nothing shows this; say which cell does"
    case .source(let source):
      let words = source.split { !$0.isLetter && !$0.isNumber }
        .filter { $0.first?.isUppercase == true || $0.first?.isNumber == true }
      let isNamed = ClaimSentences.sources(of: lesson).contains { item in words.allSatisfy(item.contains) }
      return isNamed && !words.isEmpty ? nil : "the lesson's sources do not name \(source)"
    case .cell(let title, let number, let words, _):
      guard let section = lesson.sections.first(where: { $0.title == title }) else {
        return "there is no section \"\(title)\""
      }
      let cells = section.steps.compactMap(\.cell)
      guard cells.indices.contains(number - 1) else {
        return "section \"\(title)\" has \(cells.count) cells"
      }
      guard (cells[number - 1].output ?? []).contains(where: { $0.contains(words) }) else {
        return "cell \(number) of \"\(title)\" prints no line with \"\(words)\""
      }
      return nil
    }
  }

  /// The file with every sentence that the lesson has now, and only those; what is known of them is kept.
  public var recorded: String {
    var text = "Each claim of the lesson, and what shows it. How to write it: docs/authoring.md.\n"
    var section: String?
    for claim in claims {
      if claim.section != section {
        text += "\n## \(claim.section.isEmpty ? "Introduction" : claim.section)\n\n"
      }
      section = claim.section
      text += "- \(claim.sentence)\n  \(claim.evidenceText)\n"
    }
    return text
  }
}

extension Claim {
  /// The evidence, as it is written in the file.
  public var evidenceText: String {
    switch evidence {
    case .missing: return "?"
    case .definition: return "definition"
    case .quoted: return "quoted"
    case .source(let source): return "source: \(source)"
    case .cell(let title, let number, let words, let isArgument):
      let place = title == section ? "\(number)" : "\(title) / \(number)"
      return "\(isArgument ? "argument, " : "")cell \(place): \(words)"
    }
  }
}

/// Reads `claims.md`.
private enum ClaimReader {
  static func read(_ text: String, file: String)
    -> (claims: [(claim: Claim, line: Int)], problems: [LessonError])
  {
    var claims: [(claim: Claim, line: Int)] = []
    var problems: [LessonError] = []
    var section = ""
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("## ") {
        section = line.dropFirst(3) == "Introduction" ? "" : String(line.dropFirst(3))
      } else if line.hasPrefix("- ") {
        claims.append(
          (Claim(section: section, sentence: String(line.dropFirst(2)), evidence: .missing), number + 1))
      } else if line.hasPrefix("  "), let last = claims.indices.last {
        guard let evidence = evidence(line.trimmingCharacters(in: .whitespaces), section) else {
          problems.append(
            LessonError(
              file: file, line: number + 1,
              what:
                "evidence is \"cell N: words\", \"cell SECTION / N: words\", \"argument, cell …\", \"source: …\", "
                + "\"definition\", \"quoted\" or \"?\""))
          continue
        }
        claims[last].claim.evidence = evidence
      }
    }
    return (claims, problems)
  }

  private static func evidence(_ text: String, _ section: String) -> Claim.Evidence? {
    switch text {
    case "?": return .missing
    case "definition": return .definition
    case "quoted": return .quoted
    case _ where text.hasPrefix("source: "): return .source(String(text.dropFirst(8)))
    default: break
    }
    let isArgument = text.hasPrefix("argument, ")
    let rest = isArgument ? text.dropFirst(10) : text[...]
    // A section's title may hold a colon and a slash, so the number is looked for from the front, word by word.
    guard rest.hasPrefix("cell "),
      let match = rest.dropFirst(5).firstMatch(of: /^(?:(?<title>.*?) \/ )?(?<number>\d+): (?<words>.+)$/),
      let number = Int(match.output.number)
    else { return nil }
    return .cell(
      section: match.output.title.map(String.init) ?? section, number: number,
      words: String(match.output.words),
      isArgument: isArgument)
  }
}

/// Finds the claims in a lesson's prose.
enum ClaimSentences {
  /// The sentences that claim something, without evidence.
  static func all(of lesson: Lesson) -> [Claim] {
    let sections = [("", [lesson.introduction])] + lesson.sections.map { ($0.title, texts($0)) }
    return sections.flatMap { title, texts in
      var seen: [String] = []
      for sentence in texts.flatMap(sentences) where isClaim(sentence) && !seen.contains(sentence) {
        seen.append(sentence)
      }
      return seen.map { Claim(section: title, sentence: $0, evidence: .missing) }
    }
  }

  /// The items of the lesson's list of sources, each on one line.
  static func sources(of lesson: Lesson) -> [String] {
    guard let last = lesson.sections.last?.steps.map(\.prose).joined(separator: "\n"),
      let start = last.range(of: "Sources")
    else { return [] }
    return paragraphs(String(last[start.upperBound...]))
  }

  /// The prose of a section, with the explanations of its questions; what the wrong options say is no claim.
  private static func texts(_ section: Lesson.Section) -> [String] {
    section.steps.flatMap { step in
      [step.prose] + (step.cell?.prediction?.options.map(\.explanation) ?? [])
    }
  }

  private static func isClaim(_ sentence: String) -> Bool {
    let words = sentence.replacing(/`[^`]*`/, with: "")
    return words.contains(
      /\b(?:[Aa]lways|[Nn]ever|[Cc]an|[Cc]annot|[Mm]ust|[Ii]mpossible|[Gg]uarantee[sd]?)\b/)
      && !sentence.hasSuffix("?")
  }

  private static func sentences(_ text: String) -> [String] {
    paragraphs(text).filter { !$0.hasPrefix("**Try it") }.flatMap { paragraph in
      var sentences: [String] = []
      var current = ""
      for word in paragraph.split(separator: " ") {
        current += current.isEmpty ? word : " " + word
        guard let end = word.last(where: { !"\"*)`_”".contains($0) }), ".?!".contains(end) else { continue }
        sentences.append(current)
        current = ""
      }
      return current.isEmpty ? sentences : sentences + [current]
    }
  }

  /// Paragraphs and list items, each on one line; code and tables are left out.
  private static func paragraphs(_ text: String) -> [String] {
    var paragraphs: [String] = []
    var current: [String] = []
    var isInFence = false
    func end() {
      if !current.isEmpty { paragraphs.append(current.joined(separator: " ")) }
      current = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if trimmed.hasPrefix("```") {
        end()
        isInFence.toggle()
      } else if isInFence || trimmed.hasPrefix("|") || trimmed.hasPrefix("#") || trimmed.isEmpty {
        end()
      } else if let item = trimmed.firstMatch(of: /^(?:[-*]|\d+\.) (.*)$/) {
        end()
        current = [String(item.output.1)]
      } else {
        current.append(trimmed)
      }
    }
    end()
    return paragraphs
  }
}
