import Atoll

/// One of two servers: the home of the object, or the keeper of a copy.
public struct TransparencyServer: Node {
  /// What it sends and receives.
  public typealias Message = TransparencyMessage
  /// What a program on this computer asks; or that the object moves.
  public typealias Request = TransparencyRequest
  /// What it answers.
  public typealias Reply = TransparencyReply

  let other: NodeID
  var isHome: Bool
  var value = 0
  /// Which calls it has passed on. It takes no part in the protocol: findings look at it.
  var passedOn: [RequestID] = []

  /// On disk.
  public static var stable: StableState<Self> { .everything }

  /// A local call; or the object moves.
  public mutating func handle(_ request: TransparencyRequest, id: RequestID, _ context: inout Context) {
    switch request {
    case .fill:
      var list: [String] = []
      TransparencyServer.fill(&list)
      context.reply(.list(list), to: id)
    case .get: context.reply(.value(value), to: id)
    case _ where !isHome: context.reply(.notHere, to: id)
    case .move:
      isHome = false
      context.send(.become(value), to: other)
      context.reply(.done, to: id)
    case .put(let new):
      write(new, &context)
      context.reply(.done, to: id)
    case .add(let more):
      write(value + more, &context)
      context.reply(.value(value), to: id)
    }
  }

  private mutating func write(_ new: Int, _ context: inout Context) {
    value = new
    context.send(.copy(new), to: other)
  }

  /// The procedure: it changes the list that it is handed.
  static func fill(_ list: inout [String]) { list.append("gift") }

  /// Carries a call out, or passes it on to the home.
  public mutating func receive(_ message: TransparencyMessage, from sender: NodeID, _ context: inout Context)
  {
    switch message {
    case .copy(let new): value = new
    case .become(let new): (value, isHome) = (new, true)
    case .answer: break
    case .call(let id, .read, let client, false): context.send(.answer(id, value), to: client)
    case .call(let id, let call, let client, let insists):
      if insists { isHome = true }
      guard isHome else {
        passedOn.append(id)
        return context.send(message, to: other)
      }
      if case .write(let new) = call { write(new, &context) }
      if case .fill(var list) = call { TransparencyServer.fill(&list) }
      context.send(.answer(id, value), to: client)
    }
  }
}
