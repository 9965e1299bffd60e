import AtollNotebook
import AtollText

/// An option of a command.
struct OptionInfo {
  /// Its name, with the dashes.
  let name: String
  /// What its value is called; none for a flag.
  let value: String?
  /// What it does, in half a sentence.
  let summary: String

  init(_ name: String, _ value: String? = nil, _ summary: String) {
    self.name = name
    self.value = value
    self.summary = summary
  }

  /// Options that every command takes.
  static let common = [
    OptionInfo(
      "--color", "auto|always|never", "colour the output (auto: on a terminal, unless NO_COLOR is set)"),
    OptionInfo("--plain", nil, "plain text for screen readers and logs: no drawing, no repainting"),
    OptionInfo("--help", nil, "say how to use the command"),
  ]
}

/// The words of a command line, with its options taken out.
struct Arguments {
  /// The words that are no options, in order.
  private(set) var words: [String] = []
  private var values: [(name: String, value: String)] = []

  /// Reads the words after a command.
  ///
  /// An option's value follows it, or stands after `=`. After `--` all words are plain.
  init(_ words: [String], options: [OptionInfo]) throws(CommandError) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        self.words += rest
        return
      }
      guard word.hasPrefix("-"), word != "-" else {
        self.words.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = parts[0] == "-h" ? "--help" : parts[0]
      guard let option = options.first(where: { $0.name == name }) else {
        let known = options.map(\.name)
        throw CommandError(
          "unknown option \(parts[0])",
          next: Suggestion.nearest(to: name, among: known).map { "did you mean \($0)?" }
            ?? "there are: \(known.joined(separator: ", "))")
      }
      switch (option.value, parts.count) {
      case (nil, 1): values.append((name, ""))
      case (nil, _): throw CommandError("\(name) takes no value")
      case (_?, 2): values.append((name, parts[1]))
      case (let value?, _):
        guard let next = rest.popFirst() else {
          throw CommandError("\(name) needs a value", next: "say: \(name) \(value)")
        }
        values.append((name, next))
      }
    }
  }

  /// Whether a flag was given.
  func has(_ name: String) -> Bool { values.contains { $0.name == name } }

  /// The last value given for an option.
  func value(_ name: String) -> String? { values.last { $0.name == name }?.value }

  /// All values given for an option, in order.
  func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

  /// The value of an option that allows only some words; the first one unless given.
  func choice(_ name: String, among allowed: [String]) throws(CommandError) -> String {
    guard let value = value(name) else { return allowed[0] }
    guard allowed.contains(value) else {
      throw CommandError(
        "\(name) cannot be \"\(value)\"", next: "allowed: \(allowed.joined(separator: ", "))")
    }
    return value
  }

  /// The plain words, where there must be just so many.
  func exactly(_ count: Int, _ usage: String) throws(CommandError) -> [String] {
    guard words.count != count else { return words }
    let missing = usage.split(separator: " ").dropFirst(1 + words.count)
    throw CommandError(
      missing.isEmpty
        ? "too many words"
        : "\(missing.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") missing",
      next: "say: atoll \(usage)")
  }
}
