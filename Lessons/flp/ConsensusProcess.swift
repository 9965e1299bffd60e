import Atoll

/// One process of a consensus protocol: it begins with an input, 0 or 1, and may decide once.
///
/// *Process* is the literature's word for what is called a node elsewhere.
public protocol ConsensusProcess: Node {
  /// What it has decided; none while it is undecided. Once made, a decision stands.
  var decision: Int? { get }
  /// Whether its rounds have no end but one that the model sets.
  static var hasRoundsWithoutEnd: Bool { get }
  /// Whether it takes no more part because the model ends its rounds, and not the protocol.
  var isCutShort: Bool { get }
}

extension ConsensusProcess {
  /// No rounds, or a fixed number of them.
  public static var hasRoundsWithoutEnd: Bool { false }
  /// It goes on as long as its protocol does.
  public var isCutShort: Bool { false }
}

/// The timer of a process that has nothing to wait for but its own first step, which it may take at any moment.
public enum FirstStep: String, Hashable, Codable, Sendable {
  /// It has not run yet.
  case begin
}

extension Cluster where N: ConsensusProcess {
  /// Three processes with reliable links, one input each.
  init(inputs: [Int], _ process: (Int) -> N) {
    self.init(count: inputs.count, link: Link(latency: .uniform(5...15))) { process(inputs[$0.index]) }
  }

  /// Every order of events with at most one crash. Messages are not lost: the crash is the only fault.
  ///
  /// Agreement and validity are safety properties: a finite run refutes them. Termination is a liveness property. It
  /// is not asked of a protocol with rounds without end, whose model stops after some of them: `lasso` answers for it.
  func consensusProblem(inputs: [Int]) -> ExplorationProblem<N> {
    var problem = ExplorationProblem(
      self, network: .unordered, faults: FaultBounds(crashes: 1),
      properties: [
        .agreement { $0.decision },
        .always("validity") { process in process.decision.map { inputs.contains($0) } ?? true },
        .sometimes("a process can decide 0", someNode: { $0.decision == 0 }),
        .sometimes("a process can decide 1", someNode: { $0.decision == 1 }),
      ])
    if N.hasRoundsWithoutEnd {
      problem.isCutShort = { $0.isCutShort }
    } else {
      problem.properties.append(.eventually("termination", everyNode: { $0.decision != nil }))
    }
    return problem
  }
}

/// Judges a simulated run: which of the three demands of consensus it meets.
func consensusFindings<P: ConsensusProcess>(_ run: Simulation<P>, inputs: [Int]) -> [Finding] {
  var run = run
  let decided = run.nodes.indices.compactMap { node in
    run.nodes[node].decision.map { (name: run.names[node], value: $0) }
  }
  let correct = run.nodes.indices.filter { run.isUp(NodeID($0)) }
  let undecided = correct.filter { run.nodes[$0].decision == nil }.map { run.names[$0] }
  let isOver = run.nextTime == nil
  let isCutShort = correct.contains { run.nodes[$0].isCutShort }
  let end =
    isOver ? isCutShort ? "; the model ends after so many rounds" : ", and nothing is left to happen" : ""
  let said = decided.map { "\($0.name) decided \($0.value)" }.joined(separator: ", ")
  let isAgreed = Set(decided.map(\.value)).count <= 1
  return [
    Finding("agreement", isAgreed ? .yes : .no, said.isEmpty ? [] : [said]),
    Finding("validity", decided.allSatisfy { inputs.contains($0.value) } ? .yes : .no),
    Finding(
      "every process that is up has decided", undecided.isEmpty ? .yes : isOver && !isCutShort ? .no : .open,
      undecided.isEmpty ? [] : ["\(undecided.joined(separator: ", ")): undecided\(end)"]),
  ]
}
