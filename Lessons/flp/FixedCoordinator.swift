import Atoll

/// Process `a` decides its own input and tells the others, who decide the same.
///
/// Agreement and validity: there is one value, and it is an input. It loses termination: if `a` crashes before its
/// first step, the others wait without end.
public struct FixedCoordinator: ConsensusProcess {
  /// What the coordinator says.
  public enum Message: Hashable, Codable, Sendable { case decide(Int) }
  /// The coordinator's first step.
  public typealias TimerName = FirstStep

  /// What it proposes.
  public let input: Int
  /// What it has decided.
  public var decision: Int?

  /// A process with an input.
  public init(input: Int) { self.input = input }

  /// The coordinator gets ready for its first step.
  public mutating func start(_ context: inout Context) {
    if context.id == NodeID(0) { context.setTimer(.begin, after: 0...10) }
  }

  /// The coordinator's first step: decides, and tells the others.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    decision = input
    context.note("decides \(input)")
    context.broadcast(.decide(input))
  }

  /// Does as the coordinator says.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard case .decide(let value) = message else { return }
    decision = value
    context.note("decides \(value)")
  }
}
