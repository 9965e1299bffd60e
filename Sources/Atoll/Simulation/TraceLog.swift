/// One event of a run, as plain data of 32 bytes; `Simulation.trace` puts it into words.
@frozen @usableFromInline struct TraceRecord: Hashable, Sendable {
  @usableFromInline let time: Int
  /// The number of the event that caused this one; 0 where there is none.
  @usableFromInline let cause: UInt32
  /// Which message, operation, timer name or text it is about, by the event's kind.
  @usableFromInline let payload: UInt32
  @usableFromInline let node: Int32
  @usableFromInline let peer: Int32
  @usableFromInline let kind: Kind

  @usableFromInline enum Kind: UInt8, Sendable {
    case invocation, response, ignoredResponse, send, delivery
    case lost, cutOff, nodeDown, requestToNodeDown
    case timeout, crash, recovery, pause, resumption, partition, heal, link, note, modification, forgery
  }

  @inlinable init(time: Int, cause: UInt32, payload: UInt32, node: Int32, peer: Int32, kind: Kind) {
    self.time = time
    self.cause = cause
    self.payload = payload
    self.node = node
    self.peer = peer
    self.kind = kind
  }
}

/// What a simulation remembers of its events, if it was asked to.
@usableFromInline struct TraceLog<N: Node>: Sendable {
  @usableFromInline var records: [TraceRecord] = []
  @usableFromInline var messages: [N.Message] = []
  @usableFromInline var replies: [N.Reply] = []
  @usableFromInline var timers: [N.TimerName] = []
  @usableFromInline var texts: [String] = []

  @inlinable init() {}
}
