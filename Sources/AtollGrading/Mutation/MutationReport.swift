import Foundation

/// What a suite finds of the mechanical mistakes in its exercise's solution.
public struct MutationReport: Sendable {
  /// What became of one mutant.
  public enum Fate: String, Codable, Sendable {
    /// A test failed.
    case killed
    /// Every test passed.
    case survived
    /// Every test passed, and the exercise says why no test could fail.
    case equivalent
    /// The compiler refused it: it does not count.
    case doesNotCompile = "does not compile"
  }

  /// One mutant and what became of it.
  public struct Entry: Sendable {
    /// The mutant.
    public let mutant: Mutant
    /// The file's name.
    public let file: String
    /// What became of it.
    public let fate: Fate
    /// Why no test can see it, where the exercise says so.
    public let reason: String?
  }

  /// The exercise's name.
  public let exercise: String
  /// In the order of the files and lines.
  public let entries: [Entry]
  /// Changes that the exercise calls equivalent and that were not found, or were killed.
  public let idleReasons: [String]

  /// How many had a fate.
  public func count(_ fate: Fate) -> Int { entries.count { $0.fate == fate } }

  /// How many of those that compile and are not equivalent were killed, in percent; 100 where there are none.
  public var killedPercent: Int {
    let all = count(.killed) + count(.survived)
    return all == 0 ? 100 : count(.killed) * 100 / all
  }
}

/// Grades every mutant of an exercise's solution.
public struct MutationTesting: Sendable {
  private let exercise: Exercise
  private let grader: Grader

  /// Makes a testing.
  public init(_ exercise: Exercise, _ grader: Grader) {
    self.exercise = exercise
    self.grader = grader
  }

  /// Grades the mutants, several at a time.
  ///
  /// - Throws: ``GradingError``; also where the unchanged solution does not pass.
  public func run(
    jobs: Int, isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(GradingError) -> MutationReport {
    let files = ExerciseFolder(exercise: exercise).swiftFiles("Solution")
    let sources = files.map { Files.text($0) ?? "" }
    guard try grader.grade(exercise, handedIn(sources, files)).status == .pass else {
      throw .exerciseBroken(exercise: exercise.name, detail: "its solution does not pass")
    }
    let mutants = sources.enumerated().flatMap { Mutant.all(of: $0.element, file: $0.offset) }
    let workshop = Workshop(mutants.enumerated().map { $0 }, jobs: jobs, isInterrupted) { job in
      Result { () throws(GradingError) in
        var changed = sources
        changed[job.element.file] = job.element.text
        return try grader.grade(exercise, handedIn(changed, files))
      }
    }
    var verdicts: [Int: Verdict] = [:]
    while let (job, outcome) = workshop.next() {
      verdicts[job.offset] = try outcome.get()
      progress(verdicts.count, mutants.count)
    }
    guard verdicts.count == mutants.count else { throw .interrupted }
    return report(mutants, verdicts, files)
  }

  private func handedIn(_ sources: [String], _ files: [String]) -> HandedIn {
    HandedIn(
      path: exercise.name,
      files: zip(sources, files).map { source, path in
        let name = (path as NSString).lastPathComponent
        return Submission.File(path: name, scratchName: name, content: Array(source.utf8))
      })
  }

  private func report(_ mutants: [Mutant], _ verdicts: [Int: Verdict], _ files: [String]) -> MutationReport {
    let reasons = EquivalentMutants(exercise)
    var used: Set<String> = []
    let entries = mutants.enumerated().map { place, mutant in
      let verdict = verdicts[place]
      var fate = MutationReport.Fate.killed
      if verdict?.status == .pass { fate = .survived }
      if verdict?.diagnostics != nil { fate = .doesNotCompile }
      let reason = reasons[mutant.change]
      if fate == .survived, reason != nil {
        fate = .equivalent
        used.insert(mutant.change)
      }
      return MutationReport.Entry(
        mutant: mutant, file: (files[mutant.file] as NSString).lastPathComponent, fate: fate,
        reason: fate == .equivalent ? reason : nil)
    }
    return MutationReport(
      exercise: exercise.name, entries: entries,
      idleReasons: reasons.changes.filter { !used.contains($0) })
  }
}

/// The mutants that behave as the solution does, each with the reason: the exercise's `equivalent.md`.
///
/// ```
/// - `count < limit` → `count <= limit`
///   The count never equals the limit here, because …
/// ```
struct EquivalentMutants {
  private var reasons: [String: String] = [:]
  private(set) var changes: [String] = []

  init(_ exercise: Exercise) { self.init(Files.text(exercise.folder + "/equivalent.md") ?? "") }

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      if line.hasPrefix("- `") {
        changes.append(line.dropFirst(2).trimmingSpaces)
      } else if line.hasPrefix("  "), let change = changes.last {
        reasons[change, default: ""] += (reasons[change] == nil ? "" : " ") + line.trimmingSpaces
      }
    }
  }

  /// Why a change is equivalent; none where nobody says so, or says no reason.
  subscript(change: String) -> String? { reasons[change] }
}
