import Atoll

/// A node of a shop whose state is shopping carts and who has reserved what: a client, a server, or the store.
///
/// A server may keep a cart in its memory, in a file of its own, in a store that all servers use, or not at all: then the
/// client keeps it in a cookie and sends it along with every request.
public struct CartNode: Node {
  /// Where a cart is kept.
  public enum Place: String, Hashable, Codable, Sendable { case memory, file, store, cookie }

  /// What a node is.
  public enum Role: Hashable, Codable, Sendable {
    /// A client's browser; it asks the servers in turn, or its own one while that answers.
    case client(isSticky: Bool)
    case server(Place, store: NodeID, isCaching: Bool)
    case store
  }

  /// What a client wants.
  public enum Request: Hashable, Codable, Sendable, CustomStringConvertible {
    case add(String)
    case cart
    case lock(String)

    /// As it is typed.
    public var description: String {
      switch self {
      case .add(let item): "add \(item)"
      case .cart: "cart"
      case .lock(let thing): "lock \(thing)"
      }
    }
  }

  /// What a client is told.
  public enum Reply: Hashable, Codable, Sendable, CustomStringConvertible {
    case cart([String])
    case granted
    case taken
    case failed

    /// In words.
    public var description: String {
      switch self {
      case .cart(let items): items.isEmpty ? "the cart is empty" : items.joined(separator: ", ")
      case .granted: "granted"
      case .taken: "taken by another"
      case .failed: "no answer"
      }
    }
  }

  /// What the nodes say to each other. A server's question to the store carries for whom it asks.
  public enum Message: Hashable, Codable, Sendable {
    case ask(RequestID, Request, cookie: [String])
    case answer(RequestID, Reply)
    case storeAsk(RequestID, Request, client: NodeID)
    case storeAnswer(RequestID, Reply, client: NodeID)
  }

  /// The client's timer: no answer to this request.
  public typealias TimerName = RequestID

  let role: Role
  let servers: [NodeID]
  let patience: Int
  /// The cookie of a client.
  var cookie: [String] = []
  /// The server that a client asks next, by place.
  var turn = 0
  /// The requests of this client that are not answered.
  var waiting: Set<RequestID> = []
  /// What the node holds of its clients, in its memory and on its disk.
  var memory = Holdings()
  var disk = Holdings()

  /// The carts by client, and who has locked what.
  struct Holdings: Hashable, Codable {
    var carts = NodeMap<[String]>()
    var locks: [String: NodeID] = [:]
  }

  init(_ role: Role, servers: [NodeID], turn: Int = 0, patience: Int = 100) {
    (self.role, self.servers, self.turn, self.patience) = (role, servers, turn, patience)
  }

  /// Disks survive: the files of a server and of the store, and a client's cookie.
  public static var stable: StableState<Self> { StableState(\.disk, \.cookie, \.turn) }

  /// A client asks a server.
  public mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
    waiting.insert(id)
    context.send(.ask(id, request, cookie: cookie), to: servers[turn % servers.count])
    context.setTimer(id, after: patience)
    if case .client(isSticky: false) = role { turn += 1 }
  }

  /// No answer: the client is told so, and turns to the next server.
  public mutating func timeout(_ id: RequestID, _ context: inout Context) {
    guard waiting.remove(id) != nil else { return }
    if case .client(isSticky: true) = role { turn += 1 }
    context.reply(.failed, to: id)
  }

  /// A question, an answer, or the store's part of either.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .ask(let id, let request, let cookie): serve(id, request, cookie, from: sender, &context)
    case .storeAsk(let id, let request, let client):
      let reply = perform(request, for: client, in: \.disk)
      context.send(.storeAnswer(id, reply, client: client), to: sender)
    case .storeAnswer(let id, let reply, let client):
      if case .server(_, _, isCaching: true) = role, case .cart(let items) = reply {
        memory.carts[client] = items
      }
      context.send(.answer(id, reply), to: client)
    case .answer(let id, let reply):
      guard waiting.remove(id) != nil else { return }
      if case .cart(let items) = reply { cookie = items }
      context.cancelTimer(id)
      context.reply(reply, to: id)
    }
  }

  private mutating func serve(
    _ id: RequestID, _ request: Request, _ cookie: [String], from client: NodeID, _ context: inout Context
  ) {
    guard case .server(let place, let store, let isCaching) = role else { return }
    switch place {
    case .memory: context.send(.answer(id, perform(request, for: client, in: \.memory)), to: client)
    case .file: context.send(.answer(id, perform(request, for: client, in: \.disk)), to: client)
    case .cookie:
      memory.carts[client] = cookie
      context.send(.answer(id, perform(request, for: client, in: \.memory)), to: client)
      memory.carts[client] = nil  // nothing is left here
    case .store:
      if isCaching, case .cart = request, let items = memory.carts[client] {
        return context.send(.answer(id, .cart(items)), to: client)
      }
      context.send(.storeAsk(id, request, client: client), to: store)
    }
  }

  private mutating func perform(
    _ request: Request, for client: NodeID, in place: WritableKeyPath<Self, Holdings>
  ) -> Reply {
    switch request {
    case .cart: break
    case .add(let item): self[keyPath: place].carts[client, default: []].append(item)
    case .lock(let thing):
      if let holder = self[keyPath: place].locks[thing], holder != client { return .taken }
      self[keyPath: place].locks[thing] = client
      return .granted
    }
    return .cart(self[keyPath: place].carts[client, default: []])
  }
}
