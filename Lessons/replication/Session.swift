import Atoll

/// What a session asks for: none, one, or all of the four session guarantees.
public enum SessionGuarantee: String, Hashable, Codable, Sendable, CaseIterable {
  case none
  case readYourWrites = "ryw"
  case monotonicReads = "mr"
  case monotonicWrites = "mw"
  case writesFollowReads = "wfr"
  case all

  func includes(_ guarantee: SessionGuarantee) -> Bool { self == guarantee || self == .all }
}

/// A client's session: it passes operations on to a replica of the client's choice, and remembers what was known there.
///
/// It remembers how many writes of each replica its own writes and its reads have come after. A guarantee asks the next
/// replica to know at least those:
///
/// | guarantee | before a | the replica must know |
/// |---|---|---|
/// | read your writes | read | the session's writes |
/// | monotonic reads | read | what its reads have seen |
/// | monotonic writes | write | the session's writes |
/// | writes follow reads | write | what its reads have seen |
///
/// - SeeAlso: Terry, Demers, Petersen, Spreitzer, Theimer and Welch, "Session guarantees for weakly consistent
///   replicated data" (1994).
public struct Session: Node {
  /// What it sends and receives.
  public typealias Message = SessionMessage
  /// What its client asks.
  public typealias Request = SessionRequest
  /// What a register answers.
  public typealias Reply = RegisterReply

  let guarantee: SessionGuarantee
  /// How many writes of each replica were known where this session wrote, and where it read.
  var written: [Int]
  var read: [Int]
  /// The operations under way, and whether each is a read.
  var open: [RequestID: Bool] = [:]

  init(replicas: Int, guarantee: SessionGuarantee) {
    self.guarantee = guarantee
    written = Array(repeating: 0, count: replicas)
    read = written
  }

  /// Passes the operation on, with what the replica has to know.
  public mutating func handle(_ request: SessionRequest, id: RequestID, _ context: inout Context) {
    var need = written.map { _ in 0 }
    switch request.operation {
    case .read:
      open[id] = true
      if guarantee.includes(.readYourWrites) { need = zip(need, written).map(max) }
      if guarantee.includes(.monotonicReads) { need = zip(need, read).map(max) }
    case .write:
      open[id] = false
      if guarantee.includes(.monotonicWrites) { need = zip(need, written).map(max) }
      if guarantee.includes(.writesFollowReads) { need = zip(need, read).map(max) }
    }
    context.send(.perform(id, request.operation, need: need), to: request.replica)
  }

  /// Remembers what the replica knew, and answers the client.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard case .done(let id, let reply, let knew) = message, let isRead = open[id] else { return }
    open[id] = nil
    if isRead { read = zip(read, knew).map(max) } else { written = zip(written, knew).map(max) }
    context.reply(reply, to: id)
  }
}
