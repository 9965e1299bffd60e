import Atoll
import AtollSuite
import SessionStoreContract
import XCTest

final class SessionStoreTests: XCTestCase {
  private typealias Server = RemoteNode<SessionStoreTypes>
  private typealias Member = AnyNode<StoreMessage, CartRequest, CartReply>

  // MARK: - One server; the test plays the store, node 1

  private func server() throws -> SingleNode<SessionStoreTypes> {
    var server = try SingleNode<SessionStoreTypes>(NodeID(1), at: 0, of: 2)
    try server.start()
    return server
  }

  /// The only question that a step asks.
  private func question(_ step: SingleNode<SessionStoreTypes>.Step, _ what: String) -> StoreMessage {
    XCTAssertEqual(step.sent.count, 1, "\(what): the number of messages to the store")
    XCTAssertEqual(step.replies, [], "\(what): the client has no answer yet")
    return step.sent.first?.message ?? .stored(ask: -1)
  }

  func testReads() throws {
    var server = try server()
    for items in [["milk"], ["bread", "milk"], []] {
      let asked = question(try server.handle(.cart("alice")), "a client asks for alice's cart")
      XCTAssertEqual(asked.plain, .get("alice", ask: 0), "a client asks for alice's cart: to the store goes")
      let step = try server.receive(.cart(items, version: 3, ask: asked.ask), from: 1)
      XCTAssertEqual(step.replies, [.items(items)], "the store says \(items): the client is told")
      XCTAssertEqual(step.sent.count, 0, "the store says \(items): more messages to the store")
    }
  }

  func testAdds() throws {
    var server = try server()
    let asked = question(try server.handle(.add("bread", "alice")), "bread for alice")
    XCTAssertEqual(asked.plain, .get("alice", ask: 0), "bread for alice: to the store goes at first")
    let put = question(
      try server.receive(.cart(["apples", "milk"], version: 7, ask: asked.ask), from: 1),
      "bread for alice, and the store has apples and milk at version 7")
    XCTAssertEqual(
      put.plain, .put("alice", ["apples", "bread", "milk"], ifVersion: 7, ask: 0),
      "bread for alice, and the store has apples and milk at version 7: to the store goes then")
    let step = try server.receive(.stored(ask: put.ask), from: 1)
    XCTAssertEqual(
      step.replies, [.items(["apples", "bread", "milk"])], "the store has it: the client is told")
  }

  func testAnswersAfterStoring() throws {
    var server = try server()
    let first = try server.handle(.add("bread", "alice"))
    XCTAssertEqual(first.replies, [], "bread for alice, the store has not said anything: the client is told")
    let second = try server.receive(.cart([], version: 0, ask: first.sent.first?.message.ask ?? 0), from: 1)
    XCTAssertEqual(second.replies, [], "the cart was read and not stored yet: the client is told")
    let third = try server.receive(.stored(ask: second.sent.first?.message.ask ?? 0), from: 1)
    XCTAssertEqual(third.replies, [.items(["bread"])], "the store has it: the client is told")
  }

  func testConflict() throws {
    var server = try server()
    let asked = question(try server.handle(.add("bread", "alice")), "bread for alice")
    let put = question(
      try server.receive(.cart([], version: 0, ask: asked.ask), from: 1), "the cart is empty")
    let again = question(try server.receive(.conflict(ask: put.ask), from: 1), "the store says conflict")
    XCTAssertEqual(again.plain, .get("alice", ask: 0), "the store says conflict: to the store goes")
    let second = question(
      try server.receive(.cart(["milk"], version: 1, ask: again.ask), from: 1),
      "now the store has milk at version 1")
    XCTAssertEqual(
      second.plain, .put("alice", ["bread", "milk"], ifVersion: 1, ask: 0),
      "now the store has milk at version 1: to the store goes")
    XCTAssertEqual(
      try server.receive(.stored(ask: second.ask), from: 1).replies, [.items(["bread", "milk"])],
      "the store has it: the client is told")
  }

  func testAlreadyThere() throws {
    var server = try server()
    let asked = question(try server.handle(.add("milk", "alice")), "milk for alice")
    let step = try server.receive(.cart(["bread", "milk"], version: 4, ask: asked.ask), from: 1)
    XCTAssertEqual(
      step.sent.map(\.message.plain), [], "milk for alice, who has bread and milk: to the store goes")
    XCTAssertEqual(
      step.replies, [.items(["bread", "milk"])], "milk for alice, who has bread and milk: she is told")
  }

  func testDropsWhatIsLate() throws {
    var server = try server()
    let asked = question(try server.handle(.add("bread", "alice")), "bread for alice")
    let put = question(
      try server.receive(.cart([], version: 0, ask: asked.ask), from: 1), "the cart is empty")
    let late = try server.receive(.cart([], version: 0, ask: asked.ask), from: 1)
    XCTAssertEqual(
      late.sent.count + late.replies.count, 0,
      "the answer to the first get comes a second time, while the put is open: messages and answers after it")
    let again = question(try server.receive(.conflict(ask: put.ask), from: 1), "the store says conflict")
    for (old, what) in [
      (StoreMessage.cart(["tea"], version: 9, ask: asked.ask), "the answer to the first get"),
      (.stored(ask: put.ask), "stored, for the put that had the conflict"),
      (.conflict(ask: put.ask), "conflict"),
    ] {
      let step = try server.receive(old, from: 1)
      XCTAssertEqual(
        step.sent.count + step.replies.count, 0,
        "\(what) comes again, while the second get is open: messages and answers after it")
    }
    let second = question(
      try server.receive(.cart(["milk"], version: 1, ask: again.ask), from: 1), "the second get is answered")
    let done = try server.receive(.stored(ask: second.ask), from: 1)
    XCTAssertEqual(done.replies, [.items(["bread", "milk"])], "and then the put: the client is told")
    let after = try server.receive(.stored(ask: second.ask), from: 1)
    XCTAssertEqual(
      after.replies.count, 0, "the answer to the put comes a second time: the client is told once more")
  }

  func testAsksAgain() throws {
    try SuiteRuns.simulate("silent", try cluster(servers: 1, latency: 5, logging: true), seeds: 1...1) {
      run, _ in
      run.partition([[NodeID(0)], [NodeID(1)]])
      run.invoke(.add("milk", "alice"), at: NodeID(0))
      run.run(until: 120)
      run.heal()
      run.run(until: 157)
      let get = StoreMessage.get("alice", ask: 0)
      if let wrong = run.received(
        [get], "the network was cut until tick 120, so the gets of 0, 50 and 100 are lost")
      {
        return wrong
      }
      run.partition([[NodeID(0)], [NodeID(1)]])
      run.run(until: 190)
      run.heal()
      run.run(until: 400)
      let put = StoreMessage.put("alice", ["milk"], ifVersion: 0, ask: 0)
      if let wrong = run.received(
        [get, get, put], "the answer to the get of tick 155 was lost, too; the next one comes 50 ticks later")
      {
        return wrong
      }
      return run.isAnswered(RequestID(1)) ? nil : "the client has no answer at tick 400"
    }
  }

  // MARK: - Every order

  private func cluster(servers: Int, latency: Int, logging: Bool = false) throws -> Cluster<Member> {
    let store = NodeID(servers)
    var nodes = try (0..<servers).map { _ in Member(try Server(store)) }
    nodes.append(Member(Store(log: logging ? [] : nil)))
    let made = nodes
    var cluster = Cluster<Member>(count: made.count, link: Link(latency: .fixed(latency))) { made[$0.index] }
    cluster.names = (0..<servers).map { "s\($0 + 1)" } + ["store"]
    return cluster
  }

  private func problem(
    _ first: [CartRequest], _ second: [CartRequest], _ faults: FaultBounds
  ) throws -> ExplorationProblem<Member> {
    ExplorationProblem<Member>(
      try cluster(servers: 2, latency: 10), faults: faults, clients: [NodeID(0): first, NodeID(1): second],
      properties: [
        .always(
          "what was acknowledged before a cart was asked for is in it", observing: Seen(), by: { $0.see($1) }
        ) {
          !$0.isMissing
        }
      ])
  }

  func testNothingIsLost() throws {
    try SuiteRuns.explore(
      "two-adds",
      try problem([.add("milk", "x"), .cart("x")], [.add("bread", "x"), .cart("x")], FaultBounds()),
      statesMax: 400_000,
      stepsMax: 10)
  }

  func testNothingIsLostInACrash() throws {
    try SuiteRuns.explore(
      "crash",
      try problem(
        [.add("milk", "x")], [.add("bread", "x"), .cart("x")], FaultBounds(crashes: 1, recoveries: 1)),
      statesMax: 400_000, stepsMax: 9)
  }

  func testNothingIsLostOnTheWay() throws {
    try SuiteRuns.explore(
      "drop", try problem([.add("milk", "x")], [.add("bread", "x"), .cart("x")], FaultBounds(drops: 1)),
      statesMax: 400_000, stepsMax: 10)
  }

  func testManyClients() throws {
    var cluster = try cluster(servers: 2, latency: 10)
    cluster.link = Link(loss: Probability(0.15), latency: .uniform(5...40))
    try SuiteRuns.simulate("many", cluster, seeds: 1...3) { run, seed in
      var wanted: [RequestID: (session: String, item: String)] = [:]
      for round in 0..<6 {
        for server in 0..<2 where run.isUp(NodeID(server)) {
          for session in ["x", "y", "z"] {
            let item = "\(session)\(server)\(round)"
            wanted[run.invoke(.add(item, session), at: NodeID(server))] = (session, item)
          }
        }
        run.run(until: run.now + 60)
        if round == Int(seed) { run.crash(NodeID(Int(seed) % 2)) }
        if round == Int(seed) + 2 { run.recover(NodeID(Int(seed) % 2)) }
      }
      run.run(until: run.now + 3000)
      for (number, operation) in run.clientOperations.enumerated() {
        guard let want = wanted[operation.id], run.isAnswered(operation.id) else { continue }
        let items = run.store?.carts[want.session]?.items ?? []
        if !items.contains(want.item) {
          return
            "request \(number + 1), \(want.item) for \(want.session), was acknowledged and is not in the cart \(items)"
        }
      }
      for session in ["x", "y", "z"] {
        let items = run.store?.carts[session]?.items ?? []
        if let foreign = items.first(where: { !$0.hasPrefix(session) }) {
          return "\(foreign) was added to another session, and is in the cart of \(session)"
        }
      }
      let answered = wanted.keys.filter { run.isAnswered($0) }.count
      return answered >= wanted.count - 12
        ? nil
        : "only \(answered) of \(wanted.count) requests were answered, although one server only crashed once"
    }
  }
}

/// The store: carts with versions.
private struct Store: Node {
  typealias Message = StoreMessage
  typealias Request = CartRequest
  typealias Reply = CartReply

  struct Cart: Hashable, Codable {
    var items: [String] = []
    var version = 0
  }

  var carts: [String: Cart] = [:]
  /// What it has received; none where nobody asks for it.
  var log: [StoreMessage]?

  static var stable: StableState<Self> { .everything }

  mutating func handle(_ request: CartRequest, id: RequestID, _ context: inout Context) {}

  mutating func receive(_ message: StoreMessage, from sender: NodeID, _ context: inout Context) {
    log?.append(message.plain)
    switch message {
    case .get(let session, let ask):
      let cart = carts[session, default: Cart()]
      context.send(.cart(cart.items, version: cart.version, ask: ask), to: sender)
    case .put(let session, let items, let version, let ask):
      let isCurrent = carts[session, default: Cart()].version == version
      if isCurrent { carts[session] = Cart(items: items, version: version + 1) }
      context.send(isCurrent ? .stored(ask: ask) : .conflict(ask: ask), to: sender)
    case .cart, .stored, .conflict: break
    }
  }
}

/// Somebody who sees what clients ask and are told: one session.
private struct Seen: Hashable {
  var acknowledged: [String] = []
  var due: [RequestID: [String]] = [:]
  var items: [RequestID: String] = [:]
  var isMissing = false

  mutating func see(_ event: ClientEvent<AnyNode<StoreMessage, CartRequest, CartReply>>) {
    switch event {
    case .invocation(let request, let id, _):
      due[id] = acknowledged
      if case .add(let item, _) = request { items[id] = item }
    case .response(.items(let shown), let id, _):
      let owed = due.removeValue(forKey: id) ?? []
      if !owed.allSatisfy(shown.contains) { isMissing = true }
      if let item = items.removeValue(forKey: id), !acknowledged.contains(item) {
        acknowledged = (acknowledged + [item]).sorted()
      }
    }
  }
}

extension Simulation<AnyNode<StoreMessage, CartRequest, CartReply>> {
  fileprivate var store: Store? { nodes.last?.base as? Store }

  /// What is wrong with the messages that the store has received, if anything is.
  fileprivate func received(_ right: [StoreMessage], _ why: String) -> String? {
    let log = store?.log ?? []
    func list(_ messages: [StoreMessage]) -> String {
      messages.map { ValueText(names: []).text($0) }.joined(separator: ", ")
    }
    return log == right
      ? nil : "\(why). At tick \(now) the store has received \(list(log)); it should be \(list(right))"
  }
}

extension StoreMessage {
  /// The number of the question.
  fileprivate var ask: Int {
    switch self {
    case .get(_, let ask), .cart(_, _, let ask), .put(_, _, _, let ask), .stored(let ask), .conflict(let ask):
      ask
    }
  }

  /// The same with the number 0: which numbers a solution takes is its own affair.
  fileprivate var plain: StoreMessage {
    switch self {
    case .get(let session, _): .get(session, ask: 0)
    case .put(let session, let items, let version, _): .put(session, items, ifVersion: version, ask: 0)
    case .cart(let items, let version, _): .cart(items, version: version, ask: 0)
    case .stored: .stored(ask: 0)
    case .conflict: .conflict(ask: 0)
    }
  }
}
