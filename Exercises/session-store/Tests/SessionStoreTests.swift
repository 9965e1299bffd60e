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
  private func question(_ step: SingleNode<SessionStoreTypes>.Step, _ what: String) throws -> StoreMessage {
    guard let asked = step.sent.first?.message else {
      throw RunFailure(
        "\(what): nothing goes to the store, and the client is told \(told(step.replies)); one question should go to the store"
      )
    }
    XCTAssertEqual(step.sent.count, 1, "\(what): the number of messages to the store")
    XCTAssertEqual(told(step.replies), "nothing", "\(what): the client is told")
    return asked
  }

  private func told(_ replies: [CartReply]) -> String {
    list(replies.map { ValueText(names: []).text($0) })
  }

  func testReads() throws {
    var server = try server()
    for items in [["milk"], ["bread", "milk"], []] {
      let asked = try question(try server.handle(.cart("alice")), "a client asks for alice's cart")
      XCTAssertEqual(asked.words, "get(alice)", "a client asks for alice's cart: to the store goes")
      let step = try server.receive(.cart(items, version: 3, ask: asked.ask), from: 1)
      XCTAssertEqual(told(step.replies), told([.items(items)]), "the store says \(items): the client is told")
      XCTAssertEqual(step.sent.count, 0, "the store says \(items): more messages to the store")
    }
  }

  func testAdds() throws {
    var server = try server()
    let asked = try question(try server.handle(.add("bread", "alice")), "bread for alice")
    XCTAssertEqual(asked.words, "get(alice)", "bread for alice: to the store goes at first")
    let put = try question(
      try server.receive(.cart(["apples", "milk"], version: 7, ask: asked.ask), from: 1),
      "bread for alice, and the store has apples and milk at version 7")
    XCTAssertEqual(
      put.words, "put(alice, [apples, bread, milk], ifVersion: 7)",
      "bread for alice, and the store has apples and milk at version 7: to the store goes then")
    let step = try server.receive(.stored(ask: put.ask), from: 1)
    XCTAssertEqual(
      told(step.replies), told([.items(["apples", "bread", "milk"])]), "the store has it: the client is told")
  }

  func testAnswersAfterStoring() throws {
    var server = try server()
    let first = try server.handle(.add("bread", "alice"))
    XCTAssertEqual(
      told(first.replies), "nothing", "bread for alice, the store has not said anything: the client is told")
    let second = try server.receive(.cart([], version: 0, ask: first.sent.first?.message.ask ?? 0), from: 1)
    XCTAssertEqual(
      told(second.replies), "nothing", "the cart was read and not stored yet: the client is told")
    let third = try server.receive(.stored(ask: second.sent.first?.message.ask ?? 0), from: 1)
    XCTAssertEqual(told(third.replies), told([.items(["bread"])]), "the store has it: the client is told")
  }

  func testConflict() throws {
    var server = try server()
    let asked = try question(try server.handle(.add("bread", "alice")), "bread for alice")
    let put = try question(
      try server.receive(.cart([], version: 0, ask: asked.ask), from: 1), "the cart is empty")
    let again = try question(try server.receive(.conflict(ask: put.ask), from: 1), "the store says conflict")
    XCTAssertEqual(again.words, "get(alice)", "the store says conflict: to the store goes")
    let second = try question(
      try server.receive(.cart(["milk"], version: 1, ask: again.ask), from: 1),
      "now the store has milk at version 1")
    XCTAssertEqual(
      second.words, "put(alice, [bread, milk], ifVersion: 1)",
      "now the store has milk at version 1: to the store goes")
    XCTAssertEqual(
      told(try server.receive(.stored(ask: second.ask), from: 1).replies), "items([bread, milk])",
      "the store has it: the client is told")
  }

  func testAlreadyThere() throws {
    var server = try server()
    let asked = try question(try server.handle(.add("milk", "alice")), "milk for alice")
    let step = try server.receive(.cart(["bread", "milk"], version: 4, ask: asked.ask), from: 1)
    XCTAssertEqual(
      list(step.sent.map(\.message.words)), "nothing",
      "milk for alice, who has bread and milk: to the store goes")
    XCTAssertEqual(
      told(step.replies), told([.items(["bread", "milk"])]),
      "milk for alice, who has bread and milk: she is told")
  }

  func testDropsWhatIsLate() throws {
    var server = try server()
    let asked = try question(try server.handle(.add("bread", "alice")), "bread for alice")
    let put = try question(
      try server.receive(.cart([], version: 0, ask: asked.ask), from: 1), "the cart is empty")
    let late = try server.receive(.cart([], version: 0, ask: asked.ask), from: 1)
    XCTAssertEqual(
      late.sent.count + late.replies.count, 0,
      "the answer to the first get comes a second time, while the put is open: messages and answers after it")
    let again = try question(try server.receive(.conflict(ask: put.ask), from: 1), "the store says conflict")
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
    let second = try question(
      try server.receive(.cart(["milk"], version: 1, ask: again.ask), from: 1), "the second get is answered")
    let done = try server.receive(.stored(ask: second.ask), from: 1)
    XCTAssertEqual(
      told(done.replies), told([.items(["bread", "milk"])]), "and then the put: the client is told")
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
      run.run(until: 225)
      let isQuiet = run.nextTime == nil
      run.run(until: 400)
      let put = StoreMessage.put("alice", ["milk"], ifVersion: 0, ask: 0)
      if let wrong = run.received(
        [get, get, put], "the answer to the get of tick 155 was lost, too; the next one comes 50 ticks later")
      {
        return wrong
      }
      let asks = (run.store?.log ?? []).prefix(2).map(\.ask)
      if Set(asks).count > 1 {
        return "the same get was sent under the numbers \(asks); it should be the same number"
      }
      guard run.isAnswered(RequestID(1)) else { return "the client has no answer at tick 400" }
      return isQuiet
        ? nil : "all was answered at tick 220, and a timer was still running; it should have been cancelled"
    }
  }

  func testPutsAgain() throws {
    try SuiteRuns.simulate("silent-put", try cluster(servers: 1, latency: 5, logging: true), seeds: 1...1) {
      run, _ in
      run.invoke(.add("milk", "alice"), at: NodeID(0))
      run.run(until: 12)
      run.partition([[NodeID(0)], [NodeID(1)]])
      run.run(until: 120)
      run.heal()
      run.run(until: 167)
      let get = StoreMessage.get("alice", ask: 0)
      let put = StoreMessage.put("alice", ["milk"], ifVersion: 0, ask: 0)
      if let wrong = run.received(
        [get, put], "the network was cut from tick 12 to 120, so the puts of 10, 60 and 110 are lost")
      {
        return wrong
      }
      run.partition([[NodeID(0)], [NodeID(1)]])
      run.run(until: 190)
      run.heal()
      run.run(until: 235)
      let isQuiet = run.nextTime == nil
      run.run(until: 400)
      if let wrong = run.received(
        [get, put, put, get],
        "the answer to the put of tick 165 was lost; the next one comes 50 ticks later and has a conflict")
      {
        return wrong
      }
      let asks = (run.store?.log ?? []).dropFirst().prefix(2).map(\.ask)
      if Set(asks).count > 1 {
        return "the same put was sent under the numbers \(asks); it should be the same number"
      }
      guard run.reply(to: RequestID(1)) == "items([milk])" else {
        return
          "the put was done, and done again it had a conflict: the client is told \(run.reply(to: RequestID(1))) until tick 400; it should be items([milk])"
      }
      return isQuiet
        ? nil : "all was answered at tick 230, and a timer was still running; it should have been cancelled"
    }
  }

  func testEachOnItsOwn() throws {
    try SuiteRuns.simulate("put-under-way", try cluster(servers: 1, latency: 5), seeds: 1...1) { run, _ in
      run.invoke(.add("milk", "x"), at: NodeID(0))
      run.run(until: 12)
      run.partition([[NodeID(0)], [NodeID(1)]])
      let cart = run.invoke(.cart("x"), at: NodeID(0))
      run.run(until: 55)
      if run.isAnswered(cart) {
        return
          "milk is to be put into the cart of x, and the put is lost, so the cart in the store is empty. A client who asks for it then is told \(run.reply(to: cart)); it should be nothing until the store has answered"
      }
      run.heal()
      run.run(until: 300)
      return run.isAnswered(cart)
        ? nil : "while a put is open a client asks for the cart; until tick 300 it has no answer"
    }
    // What the store answers takes 40 ticks to s1: the answer to the first question is under way when milk is put.
    var slow = try cluster(servers: 2, latency: 5)
    slow.linksApart = [.init(Link(latency: .fixed(40)), from: NodeID(2), to: NodeID(0))]
    try SuiteRuns.simulate("question-under-way", slow, seeds: 1...1) { run, _ in
      run.invoke(.cart("x"), at: NodeID(0))
      run.run(until: 8)
      run.invoke(.add("milk", "x"), at: NodeID(1))
      run.run(until: 30)
      let second = run.invoke(.cart("x"), at: NodeID(0))
      run.run(until: 300)
      return run.reply(to: second) == "items([milk])"
        ? nil
        : "a client asks s1 for the cart of x; s2 puts milk into it, and says so at tick 28; at tick 30 a second client asks s1, whose first question is not answered yet. This client is told \(run.reply(to: second)); it should be items([milk])"
    }
  }

  func testForgetsOldQuestions() throws {
    let cart = Store.Cart(items: ["milk"], version: 1)
    try SuiteRuns.simulate(
      "old-answer", try cluster(servers: 1, latency: 15, carts: ["x": cart]), seeds: 1...1
    ) { run, _ in
      // The store's answer is under way from tick 15 to 30.
      run.invoke(.cart("x"), at: NodeID(0))
      run.run(until: 20)
      run.crash(NodeID(0))
      run.run(until: 22)
      run.recover(NodeID(0))
      let second = run.invoke(.cart("y"), at: NodeID(0))
      run.run(until: 300)
      let reply = run.reply(to: second)
      return reply == "items([])"
        ? nil
        : "a client asks for the cart of x, which has milk; s1 crashes and comes back; then a client asks for the cart of y, which is empty, and after that the store's answer to the first question arrives. The second client is told \(reply); it should be items([])"
    }
  }

  // MARK: - Every order

  /// What was sent may arrive at any time, never, or again: losses are among that.
  private func problem(
    _ first: [CartRequest], _ second: [CartRequest], _ faults: FaultBounds
  ) throws -> ExplorationProblem<Member> {
    ExplorationProblem<Member>(
      try cluster(servers: 2, latency: 10), network: .duplicating, faults: faults,
      clients: [NodeID(0): first, NodeID(1): second],
      properties: [
        .always(
          "what was acknowledged before a cart was asked for is in it", observing: Seen(), by: { $0.see($1) }
        ) {
          !$0.isMissing
        },
        .always("an item is in a cart at most once") { configuration in
          ((configuration.nodes.last?.base as? Store)?.carts.values.map(\.items) ?? []).allSatisfy {
            Set($0).count == $0.count
          }
        },
        .sometimes("every request is answered", observing: Seen(), by: { $0.see($1) }) {
          $0.answered == first.count + second.count
        },
      ])
  }

  private func cluster(
    servers: Int, latency: Int, logging: Bool = false, carts: [String: Store.Cart] = [:]
  ) throws -> Cluster<Member> {
    let store = NodeID(servers)
    var nodes = try (0..<servers).map { _ in Member(try Server(store)) }
    nodes.append(Member(Store(carts: carts, log: logging ? [] : nil)))
    let made = nodes
    var cluster = Cluster<Member>(count: made.count, link: Link(latency: .fixed(latency))) { made[$0.index] }
    cluster.names = (0..<servers).map { "s\($0 + 1)" } + ["store"]
    return cluster
  }

  func testNothingIsLost() throws {
    try SuiteRuns.explore(
      "two-adds",
      try problem([.add("milk", "x"), .cart("x")], [.add("bread", "x"), .cart("x")], FaultBounds()),
      statesMax: 500_000)
  }

  func testNothingIsLostInACrash() throws {
    try SuiteRuns.explore(
      "crash",
      try problem(
        [.add("milk", "x")], [.add("bread", "x"), .cart("x")], FaultBounds(crashes: 1, recoveries: 1)),
      statesMax: 500_000)
  }

  func testTheSameItem() throws {
    try SuiteRuns.explore(
      "same-item",
      try problem([.add("milk", "x"), .cart("x")], [.add("milk", "x"), .cart("x")], FaultBounds()),
      statesMax: 500_000)
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

private func list(_ words: [String]) -> String {
  words.isEmpty ? "nothing" : words.joined(separator: ", ")
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
    log?.append(message)
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
  var answered = 0

  mutating func see(_ event: ClientEvent<AnyNode<StoreMessage, CartRequest, CartReply>>) {
    switch event {
    case .invocation(let request, let id, _):
      due[id] = acknowledged
      if case .add(let item, _) = request { items[id] = item }
    case .response(.items(let shown), let id, _):
      answered += 1
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

  /// What a client was told.
  fileprivate func reply(to request: RequestID) -> String {
    clientOperations.first { $0.id == request }?.reply.map { ValueText(names: []).text($0) } ?? "nothing"
  }

  /// What is wrong with the messages that the store has received, if anything is.
  fileprivate func received(_ right: [StoreMessage], _ why: String) -> String? {
    let log = store?.log ?? []
    return log.map(\.plain) == right
      ? nil
      : "\(why). At tick \(now) the store has received \(list(log.map(\.words))); it should be \(list(right.map(\.words)))"
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

  /// In the exercise's words, without the number.
  fileprivate var words: String {
    switch self {
    case .get(let session, _): "get(\(session))"
    case .put(let session, let items, let version, _):
      "put(\(session), \(ValueText(names: []).text(items)), ifVersion: \(version))"
    case .cart(let items, let version, _): "cart(\(ValueText(names: []).text(items)), version: \(version))"
    case .stored: "stored"
    case .conflict: "conflict"
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
