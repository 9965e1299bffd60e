import Atoll

/// What a client can ask of the router.
public enum ShardRequest: Hashable, Codable, Sendable {
  /// Stores so many keys, evenly spread over all that there are, each with itself as its value.
  case fill(Int)
  case put(Int, Int)
  case get(Int)
  /// Finds all keys within a range.
  case scan(Int, Int)
  /// The spare server takes part from now on.
  case join
}

/// What the router answers.
public enum ShardReply: Hashable, Codable, Sendable, CustomStringConvertible {
  case done
  /// There is no server left that could join.
  case noSpare
  /// The values that were found, in order of their keys, and how many servers were asked.
  case found([Int], servers: Int)

  /// `0 166 333, asked 2 servers`.
  public var description: String {
    switch self {
    case .done: "done"
    case .noSpare: "no spare server"
    case .found(let values, let servers):
      (values.isEmpty ? "nothing" : values.map(String.init).joined(separator: " "))
        + ", asked \(servers) server\(servers == 1 ? "" : "s")"
    }
  }
}

/// A key with its value.
public struct ShardPair: Hashable, Codable, Sendable, CustomStringConvertible {
  let key: Int
  var value: Int

  /// `17=5`.
  public var description: String { "\(key)=\(value)" }
}

/// What router and servers say to each other.
public enum ShardMessage: Hashable, Codable, Sendable {
  case store(ShardPair, RequestID)
  case find(from: Int, to: Int, RequestID)
  /// A server's answer: done, and what it found.
  case answer([ShardPair], RequestID)
  /// There is a new map: hand over what is not yours any more.
  case serve(ShardMap)
  case move(ShardPair)
}

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
    context.note("clients ask the router")
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
