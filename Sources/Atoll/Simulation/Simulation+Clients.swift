/// One operation of a client at a node, while the run goes on.
struct OperationRecord<N: Node>: Sendable {
  let node: Int
  let request: N.Request
  let invokedAt: Int
  let invoked: Int
  let invocationEvent: UInt32
  var reply: N.Reply?
  var returnedAt: Int?
  var returned: Int?
}

extension Simulation {
  /// A client at a node asks for something. The node handles the request at once; a crashed node does not.
  @discardableResult public mutating func invoke(_ request: N.Request, at node: NodeID) -> RequestID {
    let id = RequestID(operations.count + 1)
    let number = UInt32(truncatingIfNeeded: id.number)
    let event = record(.invocation, node: node.index, payload: number)
    moment += 1
    operations.append(
      OperationRecord(
        node: node.index, request: request, invokedAt: now, invoked: moment, invocationEvent: event))
    if isReady[node.index] {
      call(node.index, cause: event) { $0.handle(request, id: id, &$1) }
    } else if isUp[node.index] {
      held[node.index]?.append(.request(id))
    } else {
      record(.requestToNodeDown, node: node.index, cause: event, payload: number)
    }
    return id
  }

  /// Whether a client operation has been answered.
  public func isAnswered(_ request: RequestID) -> Bool {
    operations.indices.contains(request.number - 1) && operations[request.number - 1].returned != nil
  }

  /// Takes an answer to the client. Only the node that was asked can answer, and only once.
  @usableFromInline mutating func answer(
    _ reply: N.Reply, to request: RequestID, from node: Int, cause: UInt32
  ) {
    let place = request.number - 1
    if isTracing { log.replies.append(reply) }
    let payload = UInt32(truncatingIfNeeded: log.replies.count &- 1)
    let counts =
      operations.indices.contains(place) && operations[place].node == node
      && operations[place].returned == nil
    record(
      counts ? .response : .ignoredResponse, node: node, peer: request.number, cause: cause, payload: payload)
    guard counts else { return }
    moment += 1
    operations[place].reply = reply
    operations[place].returnedAt = now
    operations[place].returned = moment
  }

  /// What clients saw: every operation with its request, its reply if there is one, and their order.
  public var clientOperations: [ClientOperation] {
    operations.enumerated().map { place, operation in
      ClientOperation(
        id: RequestID(place + 1), node: NodeID(operation.node), request: operation.request,
        reply: operation.reply, invokedAt: operation.invokedAt, returnedAt: operation.returnedAt,
        invoked: operation.invoked, returned: operation.returned)
    }
  }
}

/// One operation of a client, with its request and reply of any type.
public struct ClientOperation: Sendable {
  /// Its identity.
  public let id: RequestID
  /// The node that was asked.
  public let node: NodeID
  /// What was asked.
  public let request: any Hashable & Sendable
  /// What was answered; none while the operation is pending.
  public let reply: (any Hashable & Sendable)?
  /// The tick of the invocation.
  public let invokedAt: Int
  /// The tick of the response.
  public let returnedAt: Int?
  /// The place of the invocation in the order of all invocations and responses.
  public let invoked: Int
  /// The place of the response in that order.
  public let returned: Int?

  /// Makes an operation from its parts.
  public init(
    id: RequestID, node: NodeID, request: any Hashable & Sendable, reply: (any Hashable & Sendable)?,
    invokedAt: Int, returnedAt: Int?, invoked: Int, returned: Int?
  ) {
    self.id = id
    self.node = node
    self.request = request
    self.reply = reply
    self.invokedAt = invokedAt
    self.returnedAt = returnedAt
    self.invoked = invoked
    self.returned = returned
  }
}
