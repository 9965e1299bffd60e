/// What the clients of a system saw: operations, each with an invocation and, unless it is pending, a response.
///
/// A history is not a trace: it has no messages and no nodes' states. Operation A precedes operation B in *real time*
/// if A's response came before B's invocation; operations neither of which precedes the other overlap.
public struct History<Request: Hashable & Sendable, Reply: Hashable & Sendable>: Hashable, Sendable {
  /// One operation.
  public struct Entry: Hashable, Sendable {
    /// Its number, from 1.
    public var number: Int
    /// Which client it belongs to; a client that waits for ever is replaced by another.
    public var client: String
    /// What was asked.
    public var request: Request
    /// What was answered; none while the operation is pending, which may or may not have taken effect.
    public var reply: Reply?
    /// The place of the invocation in the order of all invocations and responses.
    public var invoked: Int
    /// The place of the response in that order; none while the operation is pending.
    public var returned: Int?

    /// Makes an operation from its parts.
    public init(number: Int, client: String, request: Request, reply: Reply?, invoked: Int, returned: Int?) {
      self.number = number
      self.client = client
      self.request = request
      self.reply = reply
      self.invoked = invoked
      self.returned = returned
    }

    /// Whether this operation ended before another began.
    public func precedes(_ other: Entry) -> Bool { returned.map { $0 < other.invoked } ?? false }
  }

  /// The operations, in the order of their invocations.
  public var entries: [Entry]

  /// Makes a history of operations in the order of their invocations.
  public init(_ entries: [Entry]) { self.entries = entries }

  /// The history of a run whose nodes take these requests and give these replies.
  ///
  /// Operations of other types are left out. At each node one client asks after another; where an operation is still
  /// pending when the next one is invoked, the next one belongs to a new client (`a`, then `a.2`, …).
  public init(of run: any Simulating) {
    var clients: [NodeID: (count: Int, isFree: Bool, last: Int?)] = [:]
    entries = run.clientOperations.compactMap { operation in
      guard let request = operation.request as? Request else { return nil }
      var client = clients[operation.node] ?? (1, true, nil)
      if !client.isFree || (client.last ?? 0) > operation.invoked { client.count += 1 }
      client.isFree = operation.returned != nil
      client.last = operation.returned
      clients[operation.node] = client
      let name = run.names[operation.node.index]
      return Entry(
        number: operation.id.number, client: client.count == 1 ? name : "\(name).\(client.count)",
        request: request, reply: operation.reply as? Reply, invoked: operation.invoked,
        returned: operation.returned)
    }
  }
}
