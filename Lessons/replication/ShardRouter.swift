import Atoll

/// Sends each request to the servers that it concerns, and puts their answers together.
public struct ShardRouter: Node {
  /// What it sends and receives.
  public typealias Message = ShardMessage
  /// What clients ask.
  public typealias Request = ShardRequest
  /// What it answers.
  public typealias Reply = ShardReply

  /// A request that waits for servers.
  struct Pending: Hashable, Codable, Sendable {
    let id: RequestID
    let servers: Int
    var answers: Int
    var found: [ShardPair] = []
    let isSearch: Bool
  }

  var map: ShardMap
  let virtual: Int
  var pending: [Pending] = []

  /// A router with its first map.
  init(map: ShardMap, virtual: Int) { (self.map, self.virtual) = (map, virtual) }

  /// Passes a request on.
  public mutating func handle(_ request: ShardRequest, id: RequestID, _ context: inout Context) {
    switch request {
    case .fill(let count):
      pending.append(Pending(id: id, servers: map.servers, answers: count, isSearch: false))
      for number in 0..<count { store(number * ShardMap.keyCount / count, nil, id, &context) }
    case .put(let key, let value):
      pending.append(Pending(id: id, servers: 1, answers: 1, isSearch: false))
      store(key, value, id, &context)
    case .get(let key): search(key, key, id, &context)
    case .scan(let first, let last): search(first, last, id, &context)
    case .join:
      guard map.servers + 1 < context.clusterSize else { return context.reply(.noSpare, to: id) }
      map = ShardMap(map.placement, servers: map.servers + 1, virtual: virtual, salt: map.salt)
      for server in 0..<map.servers { context.send(.serve(map), to: NodeID(server + 1)) }
      context.reply(.done, to: id)
    }
  }

  private func store(_ key: Int, _ value: Int?, _ id: RequestID, _ context: inout Context) {
    let pair = ShardPair(key: key, value: value ?? key)
    context.send(.store(pair, id), to: NodeID(map.owner(of: key) + 1))
  }

  /// Asks all servers that may have something within the range.
  private mutating func search(_ first: Int, _ last: Int, _ id: RequestID, _ context: inout Context) {
    var servers = NodeSet()
    for key in first...last { servers.insert(NodeID(map.owner(of: key) + 1)) }
    pending.append(Pending(id: id, servers: servers.count, answers: servers.count, isSearch: true))
    for server in servers { context.send(.find(from: first, to: last, id), to: server) }
  }

  /// Answers when the last server has.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard case .answer(let pairs, let id) = message,
      let place = pending.firstIndex(where: { $0.id == id })
    else { return }
    pending[place].answers -= 1
    pending[place].found += pairs
    guard pending[place].answers == 0 else { return }
    let done = pending.remove(at: place)
    let values = done.found.sorted { $0.key < $1.key }.map(\.value)
    context.reply(done.isSearch ? .found(values, servers: done.servers) : .done, to: id)
  }
}
