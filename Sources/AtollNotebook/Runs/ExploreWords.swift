import Atoll
import AtollExploration

/// What an exploration is asked to do beyond what the model says: bounds, as the `explore` command and
/// `atoll explore` name them.
public struct ExploreWords: Hashable, Sendable {
  /// The names that can be set, with what each bounds.
  public static let names: [(name: String, summary: String)] = [
    ("crashes", "how many times a node may crash"),
    ("recoveries", "how many times a crashed node may come back"),
    ("drops", "how many messages the network may lose"),
    ("depth", "how many steps from the beginning are explored"),
    ("states", "how many configurations are explored"),
    ("threads", "how many threads search, up to \(SearchLimits.threadsMax); the result is the same"),
  ]

  /// What can be chosen, by name, the standard first.
  public static let choices: [(name: String, among: [String], summary: String)] = [
    ("symmetry", ["no", "yes"], "explore one configuration of each orbit of interchangeable nodes"),
    (
      "reduction", ["sleep-sets", "none"],
      "leave out transitions that are known to lead nowhere new, or none; the result is the same"
    ),
  ]

  private var values: [String: Int] = [:]
  private var chosen: [String: String] = [:]

  /// Nothing beyond the model.
  public init() {}

  /// Sets a bound from `NAME=NUMBER`.
  ///
  /// - Throws: `CommandError` where there is no such bound, or the number is none.
  public mutating func set(_ word: String) throws(CommandError) {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw CommandError("\"\(word)\" bounds nothing", next: "say: explore crashes=1 depth=20")
    }
    if let choice = Self.choices.first(where: { $0.name == parts[0] }) {
      guard choice.among.contains(parts[1]) else {
        throw CommandError(
          "\(parts[0]) cannot be \"\(parts[1])\"", next: "allowed: \(choice.among.joined(separator: ", "))")
      }
      chosen[parts[0]] = parts[1]
      return
    }
    let known = Self.names.map(\.name) + Self.choices.map(\.name)
    guard known.contains(parts[0]) else { throw .unknown("bound", parts[0], known: known) }
    guard let number = Int(parts[1]), parts[1] == "\(number)", number >= 0 else {
      throw CommandError("\(parts[0]) cannot be \"\(parts[1])\"", next: "allowed: a whole number from 0 on")
    }
    if parts[0] == "threads", !(1...SearchLimits.threadsMax ~= number) {
      throw CommandError(
        "threads cannot be \(number)", next: "allowed: 1 to \(SearchLimits.threadsMax)")
    }
    values[parts[0]] = number
  }

  /// The faults: the problem's own, but for those that were set.
  public func faults(of problem: any Explorable) -> FaultBounds {
    var faults = ExploreWords.faults(problem)
    faults.crashes = values["crashes"] ?? faults.crashes
    faults.recoveries = values["recoveries"] ?? faults.recoveries
    faults.drops = values["drops"] ?? faults.drops
    return faults
  }

  private static func faults(_ problem: any Explorable) -> FaultBounds {
    func own<P: Explorable>(_ problem: P) -> FaultBounds { problem.problem.faults }
    return own(problem)
  }

  /// Whether one configuration of each orbit is explored, where the model says which nodes are interchangeable.
  var usesSymmetry: Bool { chosen["symmetry"] == "yes" }

  /// The limits, with those that were set.
  package func apply(to limits: inout SearchLimits) {
    limits.depth = values["depth"] ?? limits.depth
    limits.states = values["states"] ?? limits.states
    limits.threads = values["threads"] ?? limits.threads
    limits.usesSymmetry = usesSymmetry
    limits.usesSleepSets = chosen["reduction"] != "none"
  }

  /// The same with these bounds on faults.
  package func with(_ faults: FaultBounds) -> ExploreWords {
    var words = self
    words.values["crashes"] = faults.crashes
    words.values["recoveries"] = faults.recoveries
    words.values["drops"] = faults.drops
    return words
  }

  /// Whether it is asked how many transitions a reduction leaves out.
  public var tellsReduction: Bool { chosen["reduction"] != nil }

  /// The words that set the faults again: they are part of the name of a run.
  public var faultWords: [String] {
    ["crashes", "recoveries", "drops"].compactMap { name in values[name].map { "\(name)=\($0)" } }
  }
}
