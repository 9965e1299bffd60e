import Atoll

/// Tells everybody its input, and decides the first input of another process that arrives.
///
/// Validity: what arrives is somebody's input. Termination: of three processes two are correct, and each hears from
/// the other. It loses agreement: what is first at one process need not be first at another.
public struct FirstCome: ConsensusProcess {
  /// What the processes say to each other.
  public enum Message: Hashable, Codable, Sendable { case input(Int) }
  /// Its first step.
  public typealias TimerName = FirstStep

  /// What it proposes.
  public let input: Int
  /// What it has decided.
  public var decision: Int?

  /// A process with an input.
  public init(input: Int) { self.input = input }

  /// Gets ready for its first step.
  public mutating func start(_ context: inout Context) { context.setTimer(.begin, after: 0...10) }

  /// Its first step: tells the others.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    context.broadcast(.input(input))
  }

  /// Decides, unless it has.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard case .input(let value) = message, decision == nil else { return }
    decision = value
    context.note("decides \(value)")
  }
}
