/// One event of a run: what happened, when, at which node, and which earlier event caused it.
public struct TraceEvent: Hashable, Codable, Sendable {
  /// What kind of event it is.
  public enum Kind: String, Hashable, Codable, Sendable, CaseIterable {
    /// A client asked `node` for something.
    case invocation
    /// `node` answered a client; the cause leads back to the invocation.
    case response
    /// `node` handed a message for `peer` to the network.
    case send
    /// `node` received a message from `peer`; the cause is the send.
    case delivery
    /// A message from `peer` to `node` was lost; the cause is the send, `label` says why.
    case drop
    /// A timer that `node` had set ran out; the cause is the event that set it.
    case timeout
    /// `node` crashed: it lost all but its stable state.
    case crash
    /// `node` came back, with its stable state only.
    case recovery
    /// `node` was paused: it keeps its state, and what reaches it waits.
    case pause
    /// `node` goes on, and what waited happens.
    case resumption
    /// The network was split; `label` says how. It happens at no node.
    case partition
    /// All links work again. It happens at no node.
    case heal
    /// Links changed (loss, duplication, latency); `label` says how. It happens at no node.
    case link
    /// A link changed a message under way; the cause is the send, `label` says what it was and is. It happens at no node.
    case modification
    /// Somebody forged a message, which then arrives; `label` says what, and from whom it seems to come. It happens at no
    /// node.
    case forgery
    /// `node` said something about itself, for the reader.
    case note
    /// What follows, up to the trace's end, happens again and again for ever: only in runs that an exploration of
    /// liveness found. It happens at no node.
    case loop
  }

  /// The event's number in its trace, from 1; shown as `e1`, `e2`, ….
  public var number: Int
  /// When it happened, in ticks of virtual time.
  public var time: Int
  /// What kind of event it is.
  public var kind: Kind
  /// Where it happened; none for an event of the network as a whole.
  public var node: NodeID?
  /// The other end of a message.
  public var peer: NodeID?
  /// The number of the event that caused this one; none where the cause lies outside the run
  /// (a client, the person who runs the model, a node's start).
  public var cause: Int?
  /// Which client operation an invocation or a response belongs to, counted from 1.
  public var operation: Int?
  /// The payload or the reason, in words.
  public var label: String

  /// Makes an event from its parts.
  public init(
    number: Int, time: Int, kind: Kind, node: NodeID? = nil, peer: NodeID? = nil, cause: Int? = nil,
    operation: Int? = nil, label: String = ""
  ) {
    self.number = number
    self.time = time
    self.kind = kind
    self.node = node
    self.peer = peer
    self.cause = cause
    self.operation = operation
    self.label = label
  }

  /// Whether an event of this kind is a step of its node: it has a place in the node's order and a logical timestamp.
  ///
  /// A drop is not: the destination never learns of it. Events of the network are not. What else there is to it only
  /// the trace can tell: see `Trace.isStep(_:)`.
  public var isLocal: Bool {
    switch kind {
    case .invocation, .response, .send, .delivery, .timeout, .crash, .recovery, .pause, .resumption, .note:
      node != nil
    case .drop, .partition, .heal, .link, .modification, .forgery, .loop: false
    }
  }
}
