import Atoll
import AtollContract

/// One node of the learner's, alone: for examples. It is told what happens, and what it does is looked at.
public struct SingleNode<Contract: NodeContract> {
  /// The node as it is now.
  public private(set) var node: RemoteNode<Contract>
  /// Which place in its cluster it has.
  public let id: NodeID
  /// How many nodes its cluster has.
  public let clusterSize: Int
  /// How many possibilities each choice of its last step had.
  public private(set) var possibilities: [Int] = []

  /// A message that the node has sent.
  public struct Sent: Hashable, Sendable {
    /// To whom.
    public let to: NodeID
    /// What.
    public let message: Contract.Message

    /// Makes one from its parts.
    public init(to: NodeID, _ message: Contract.Message) { (self.to, self.message) = (to, message) }
  }

  /// What the node did in one step.
  public struct Step {
    /// What it sent, in order.
    public var sent: [Sent] = []
    /// What it answered, in order.
    public var replies: [Contract.Reply] = []
    /// The timers that it set, by the learner's names.
    public var timers: [String] = []
  }

  /// Makes a node; it has not started yet.
  ///
  /// - Throws: `RemoteError`.
  public init(_ setup: Contract.Setup, at place: Int = 0, of count: Int) throws {
    node = try RemoteNode(setup)
    id = NodeID(place)
    clusterSize = count
  }

  /// What can be seen of its state.
  public var observation: Contract.Observation { node.observation }

  /// It starts.
  ///
  /// - Throws: `RunFailure` where it does what no node can do.
  @discardableResult public mutating func start(choosing: [Int] = []) throws -> Step {
    try perform(choosing) { $0.start(&$1) }
  }

  /// A message arrives. Its choices come out as given, then as the first possibility.
  ///
  /// - Throws: `RunFailure` where it does what no node can do.
  @discardableResult public mutating func receive(
    _ message: Contract.Message, from sender: Int, choosing: [Int] = []
  ) throws -> Step {
    try perform(choosing) { $0.receive(message, from: NodeID(sender), &$1) }
  }

  /// A client asks.
  ///
  /// - Throws: `RunFailure` where it does what no node can do.
  @discardableResult public mutating func handle(_ request: Contract.Request, choosing: [Int] = []) throws
    -> Step
  {
    try perform(choosing) { $0.handle(request, id: RequestID(1), &$1) }
  }

  private mutating func perform(
    _ choices: [Int], _ event: (inout RemoteNode<Contract>, inout NodeContext<RemoteNode<Contract>>) -> Void
  ) throws -> Step {
    RemoteNodes.beginRun()
    defer { RemoteNodes.beginRun() }
    var context = NodeContext<RemoteNode<Contract>>(
      id: id, clusterSize: clusterSize, script: ChoiceScript(choices))
    event(&node, &context)
    if let failure = RemoteNodes.failure { throw RunFailure(of: failure) }
    possibilities = context.script?.possibilities ?? []
    var step = Step()
    for effect in context.effects {
      switch effect {
      case .send(let message, let to): step.sent.append(Sent(to: to, message))
      case .reply(let reply, _): step.replies.append(reply)
      case .setTimer(let timer, _): step.timers.append(timer.name)
      case .cancelTimer, .note: break
      }
    }
    return step
  }
}
