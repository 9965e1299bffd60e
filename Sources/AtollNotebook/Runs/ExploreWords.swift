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
    ("partitions", "how many times the network may split"),
    ("forgeries", "how many messages may be forged, of those that the model names"),
    ("depth", "how many steps from the beginning are explored"),
    ("states", "how many configurations are explored"),
    ("threads", "how many threads search, up to \(SearchLimits.threadsMax); the result is the same"),
    ("fingerprint-seed", "which fingerprints stand for configurations (1 unless said)"),
  ]

  /// What can be chosen, by name, the standard first.
  public static let choices: [(name: String, among: [String], summary: String)] = [
    (
      "timers", TimerSemantics.allCases.map(\.rawValue),
      "whether timers run out at any moment, or in the order of their times"
    ),
    ("symmetry", ["no", "yes"], "explore one configuration of each orbit of interchangeable nodes"),
    (
      "reduction", ["sleep-sets", "none"],
      "leave out transitions that are known to lead nowhere new, or none; the result is the same"
    ),
    ("fingerprint", ["no", "yes"], "keep 64 bits of each configuration in place of the configuration"),
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

  /// The problem with the faults and the timers that were set.
  ///
  /// - Throws: `CommandError` where messages may be forged, but the problem names none.
  public func applied(to problem: any Explorable) throws(CommandError) -> any Explorable {
    var problem = problem
    func apply<P: Explorable>(_ problem: inout P) throws(CommandError) {
      if values["forgeries", default: 0] > 0, problem.problem.forgeries.isEmpty {
        throw CommandError("with these settings the model names no message that may be forged")
      }
      problem.problem.faults = faults(of: problem)
      problem.problem.timers = chosen["timers"].flatMap(TimerSemantics.init) ?? problem.problem.timers
    }
    try apply(&problem)
    return problem
  }

  /// The faults: the problem's own, but for those that were set.
  public func faults(of problem: any Explorable) -> FaultBounds {
    var faults = ExploreWords.faults(problem)
    faults.crashes = values["crashes"] ?? faults.crashes
    faults.recoveries = values["recoveries"] ?? faults.recoveries
    faults.drops = values["drops"] ?? faults.drops
    faults.partitions = values["partitions"] ?? faults.partitions
    faults.forgeries = values["forgeries"] ?? faults.forgeries
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
    if chosen["fingerprint"] == "yes" { limits.fingerprintSeed = UInt64(values["fingerprint-seed"] ?? 1) }
  }

  /// - Throws: `CommandError` where what was set does not go together.
  func check() throws(CommandError) {
    if chosen["fingerprint"] == "yes" {
      if chosen["symmetry"] == "yes" {
        throw CommandError("fingerprint and symmetry do not go together", next: "leave out one of them")
      }
      if values["threads"] ?? 1 > 1 {
        throw CommandError("a search by fingerprints has one thread", next: "leave out threads")
      }
    } else if values["fingerprint-seed"] != nil {
      throw CommandError(
        "a seed without fingerprints", next: "leave out fingerprint-seed, or set fingerprint too")
    }
  }

  /// The same with these bounds on faults.
  package func with(_ faults: FaultBounds) -> ExploreWords {
    var words = self
    // Those that are few are named only where they can happen, so that a run's name stays short.
    for kind in FaultKind.all
    where kind.isOrdinary || faults[keyPath: kind.bound] > 0 || values[kind.word] != nil {
      words.values[kind.word] = faults[keyPath: kind.bound]
    }
    return words
  }

  /// Whether it is asked how many transitions a reduction leaves out.
  public var tellsReduction: Bool { chosen["reduction"] != nil }

  /// The words that set the faults and the timers again: they are part of the name of a run.
  public var faultWords: [String] {
    let counted = ["crashes", "recoveries", "drops", "partitions", "forgeries"]
    return counted.compactMap { name in values[name].map { "\(name)=\($0)" } }
      + (chosen["timers"].map { ["timers=\($0)"] } ?? [])
  }
}
