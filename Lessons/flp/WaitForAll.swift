import Atoll

/// Tells everybody its input, waits for the inputs of *all* processes, and decides the smallest.
///
/// Agreement: all decide by the same rule on the same inputs. Validity: the smallest input is somebody's. It loses
/// termination: who crashes before its first step is waited for without end.
public struct WaitForAll: ConsensusProcess {
  /// What the processes say to each other.
  public enum Message: Hashable, Codable, Sendable { case input(Int) }
  /// Its first step.
  public typealias TimerName = FirstStep

  /// What it proposes.
  public let input: Int
  var heard = NodeSet()
  var smallest: Int
  /// What it has decided.
  public var decision: Int?

  /// A process with an input.
  public init(input: Int) {
    self.input = input
    smallest = input
  }

  /// Gets ready for its first step.
  public mutating func start(_ context: inout Context) { context.setTimer(.begin, after: 0...10) }

  /// Its first step: tells the others.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    context.broadcast(.input(input))
    hear(input, from: context.id, &context)
  }

  /// Counts an input.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard case .input(let value) = message else { return }
    hear(value, from: sender, &context)
  }

  private mutating func hear(_ value: Int, from sender: NodeID, _ context: inout Context) {
    heard.insert(sender)
    smallest = min(smallest, value)
    guard heard.count == context.clusterSize else { return }
    decision = smallest
    context.note("decides \(smallest)")
  }
}
