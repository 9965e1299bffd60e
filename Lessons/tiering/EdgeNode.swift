import Atoll

/// A node on the way from a name to a page: a user, a resolver, the authority for the name, an edge cache, an origin.
///
/// The user asks the resolver for the address behind the name, then asks the machine at that address for the page.
/// Resolver and edge keep what they were told for as long as its *time to live* says, and ask again after that.
public struct EdgeNode: Node {
  /// What a node is.
  public enum Role: String, Hashable, Codable, Sendable { case user, resolver, authority, edge, origin }

  /// What a client wants.
  public typealias Request = EdgeRequest
  /// What a client is told.
  public typealias Reply = EdgeReply
  /// What the nodes say to each other.
  public typealias Message = EdgeMessage

  /// A user's next visit by itself, and the end of its patience with one.
  public enum TimerName: Hashable, Codable, Sendable { case next, patience(visit: Int) }

  /// The distances and the times to live, in ticks, and who is where.
  public struct Plan: Hashable, Codable, Sendable {
    var near = 10
    var far = 200
    var nameTTL = 1000
    var pageTTL = 1000
    var patience = 2000
    var hasEdge = true
    var interval = 0
    var pages = 1
    var visits = 0
  }

  /// A visit of a user.
  struct Visit: Hashable, Codable {
    let page: Int
    let at: Int
    let id: RequestID?
    var end: Int?
    var hasFailed = false
  }

  static let (user, resolver, authority, edge, origin) = (
    NodeID(0), NodeID(1), NodeID(2), NodeID(3), NodeID(4)
  )

  let role: Role
  let plan: Plan
  var visits: [Visit] = []
  /// What a resolver (one name) or an edge (by page) keeps.
  var cache = EdgeCache()
  /// Where the name points to: the authority's truth.
  var address: NodeID

  init(_ role: Role, _ plan: Plan) {
    (self.role, self.plan) = (role, plan)
    address = plan.hasEdge ? EdgeNode.edge : EdgeNode.origin
  }

  /// What is on disk.
  public static var stable: StableState<Self> { StableState(\.address, \.visits) }

  /// A user visits by itself, if the plan says so.
  public mutating func start(_ context: inout Context) {
    if role == .user, plan.visits > 0 {
      context.setTimer(.next, after: .exponential(minimum: 0, mean: plan.interval))
    }
  }

  /// A visit by hand, or the owner's change.
  public mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
    switch request {
    case .move:
      address = NodeID(5)
      context.reply(.moved, to: id)
    case .visit(let page): visit(page, id, &context)
    }
  }

  /// The next visit, or no answer to one.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch timer {
    case .next:
      // The smaller of two draws: page 1 is asked for most often.
      let pages = 1...plan.pages
      visit(min(context.choose(among: pages), context.choose(among: pages)), nil, &context)
      if visits.count < plan.visits {
        context.setTimer(.next, after: .exponential(minimum: 0, mean: plan.interval))
      }
    case .patience(let visit): end(visit, failed: true, version: 0, &context)
    }
  }

  /// A question or an answer.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .resolve(let visit):
      if role == .authority { return context.send(.address(address, visit: visit), to: sender) }
      if let known = cache.lookUp(0, context.clock) {
        return context.send(.address(NodeID(known), visit: visit), to: EdgeNode.user)
      }
      ask(0, for: visit, .resolve(visit: visit), at: EdgeNode.authority, &context)
    case .address(let node, let visit):
      if role == .user { return context.send(.get(page: visits[visit].page, visit: visit), to: node) }
      for other in cache.keep(node.index, for: 0, until: context.clock + plan.nameTTL) ?? [visit] {
        context.send(.address(node, visit: other), to: EdgeNode.user)
      }
    case .get(let page, let visit):
      // An origin's page says when it was made; that is its version.
      if role == .origin {
        return context.send(.content(page: page, version: context.clock, visit: visit), to: sender)
      }
      if let known = cache.lookUp(page, context.clock) {
        return context.send(.content(page: page, version: known, visit: visit), to: EdgeNode.user)
      }
      ask(page, for: visit, .get(page: page, visit: visit), at: EdgeNode.origin, &context)
    case .content(let page, let version, let visit):
      if role == .user { return end(visit, failed: false, version: version, &context) }
      for other in cache.keep(version, for: page, until: context.clock + plan.pageTTL) ?? [visit] {
        context.send(.content(page: page, version: version, visit: other), to: EdgeNode.user)
      }
    }
  }

  private mutating func visit(_ page: Int, _ id: RequestID?, _ context: inout Context) {
    visits.append(Visit(page: page, at: context.clock, id: id))
    let number = visits.count - 1
    context.send(.resolve(visit: number), to: EdgeNode.resolver)
    context.setTimer(.patience(visit: number), after: plan.patience)
  }

  private mutating func end(_ visit: Int, failed: Bool, version: Int, _ context: inout Context) {
    guard visits[visit].end == nil else { return }
    visits[visit].end = context.clock
    visits[visit].hasFailed = failed
    context.cancelTimer(.patience(visit: visit))
    if let id = visits[visit].id { context.reply(failed ? .failed : .page(version: version), to: id) }
  }

  /// Asks for what is not in the cache; who else wants it meanwhile waits for the same answer.
  private mutating func ask(
    _ key: Int, for visit: Int, _ question: Message, at node: NodeID, _ context: inout Context
  ) {
    if cache.startWaiting(visit, for: key) { context.send(question, to: node) }
  }
}
