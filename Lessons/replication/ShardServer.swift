import Atoll

/// Holds the keys of its shard. They are on disk.
public struct ShardServer: Node {
  /// What it sends and receives.
  public typealias Message = ShardMessage
  /// Clients ask the router.
  public typealias Request = ShardRequest
  /// Only the router answers.
  public typealias Reply = ShardReply

  /// Its keys, in the order in which they came.
  var pairs: [ShardPair] = []
  /// How many keys it has handed over.
  var moved = 0

  /// All of it survives a crash.
  public static var stable: StableState<Self> { .everything }

  /// A server takes no requests of clients.
  public mutating func handle(_ request: ShardRequest, id: RequestID, _ context: inout Context) {
    context.reply(.askRouter, to: id)
  }

  /// Stores, finds, or hands over what is not its any more.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .store(let pair, let id):
      pairs.removeAll { $0.key == pair.key }
      pairs.append(pair)
      context.send(.answer([], id), to: sender)
    case .find(let first, let last, let id):
      context.send(.answer(pairs.filter { first...last ~= $0.key }, id), to: sender)
    case .serve(let map):
      let leaving = pairs.filter { map.owner(of: $0.key) + 1 != context.id.index }
      for pair in leaving { context.send(.move(pair), to: NodeID(map.owner(of: pair.key) + 1)) }
      pairs.removeAll(where: leaving.contains)
      moved += leaving.count
    case .move(let pair):
      if !pairs.contains(where: { $0.key == pair.key }) { pairs.append(pair) }
    case .answer: break
    }
  }
}
