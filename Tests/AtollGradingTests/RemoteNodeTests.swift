import Atoll
import AtollContract
import AtollExploration
import AtollSuite
import Foundation
import Testing

/// Two nodes that draw lots, wait, crash and count clients: everything that a node can do, in few states.
private struct Drawer: ContractNode {
  enum Contract: NodeContract {
    enum Message: Hashable, Codable, Sendable { case lot(Int, [String: Int]) }
    enum Request: Hashable, Codable, Sendable { case ask }
    typealias Reply = Int
    struct Setup: Hashable, Codable, Sendable { var limit: Int }
    typealias Observation = Int?
  }
  typealias Message = Contract.Message
  enum TimerName: Hashable, Codable, Sendable { case wait(Int) }

  let limit: Int
  var kept = 0
  var last: Int?

  init(setup: Contract.Setup) { limit = setup.limit }

  static var stable: StableState<Drawer> { StableState(\.kept) }
  var observation: Int? { last }

  mutating func start(_ context: inout Context) { context.setTimer(.wait(1), after: 3...9) }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    guard kept < limit else { return context.note("enough") }
    kept += 1
    let lot = context.choose(among: [10, 20, 30])
    context.broadcast(.lot(lot, ["a": lot, "b": kept]))
    if lot > 10 { context.cancelTimer(.wait(2)) }
    context.setTimer(.wait(context.choose(among: 1...2)), after: 2...4)
  }

  mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard case .lot(let value, _) = message else { return }
    last = max(last ?? 0, value)
  }

  mutating func handle(_ request: Contract.Request, id: RequestID, _ context: inout Context) {
    context.reply(kept, to: id)
  }
}

/// A worker in this process, which may lie.
private final class HostChannel: FrameChannel {
  let table = MethodTable()
  var sequence: UInt32 = 0
  var calls = 0
  /// Changes an answer on its way.
  var spoil: ((_ call: Int, [UInt8]) -> [UInt8])?

  init<N: ContractNode>(_ type: N.Type) { NodeGlue.fill(table, with: type) }

  func exchange(_ kind: Frame.Kind, _ payload: [UInt8]) throws(RemoteError) -> Frame {
    (sequence, calls) = (sequence + 1, calls + 1)
    let answer = table.answer(Frame(kind: kind, sequence: sequence, payload: payload))
    guard let spoil else { return answer }
    return Frame(kind: answer.kind, sequence: answer.sequence, payload: spoil(calls, answer.payload))
  }
}

extension RemoteSessionTests {
  struct RemoteNodeTests {
    private typealias Remote = RemoteNode<Drawer.Contract>

    private func inSession<Result>(
      _ channel: HostChannel = HostChannel(Drawer.self), _ body: () throws -> Result
    ) rethrows -> Result {
      RemoteSession.use(channel)
      RemoteSession.beginTest()
      defer { RemoteSession.use(nil) }
      return try body()
    }

    private func local() -> Cluster<Drawer> {
      Cluster(count: 2, link: Link(loss: Probability(0.2), latency: .uniform(1...9))) { _ in
        Drawer(setup: .init(limit: 2))
      }
    }

    private func remote() throws -> Cluster<Remote> {
      let node = try Remote(.init(limit: 2))
      return Cluster(count: 2, link: Link(loss: Probability(0.2), latency: .uniform(1...9))) { _ in node }
    }

    private func problem<N: Node>(
      _ cluster: Cluster<N>, _ network: NetworkSemantics, limit: Int, _ value: @escaping @Sendable (N) -> Int?
    ) -> ExplorationProblem<N> where N.Request == Drawer.Contract.Request {
      ExplorationProblem(
        cluster, network: network, faults: FaultBounds(drops: 1, crashes: 1, recoveries: 1),
        clients: [NodeID(1): [.ask]],
        properties: [
          .always("small", everyNode: { (value($0) ?? 0) < limit }), .agreement(on: { value($0) }),
        ])
    }

    /// Answers every message with several others.
    private struct Flooder: ContractNode {
      typealias Contract = Drawer.Contract
      typealias Message = Contract.Message
      typealias Request = Contract.Request
      typealias Reply = Contract.Reply

      var sent = 0
      init(setup: Contract.Setup) {}
      var observation: Int? { nil }
      mutating func start(_ context: inout Context) { context.broadcast(.lot(0, [:])) }
      mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {}
      mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
        sent = 1
        for _ in 0..<9 { context.send(message, to: sender) }
      }
    }

    /// Remembers who has sent it something.
    private struct Keeper: ContractNode {
      typealias Contract = Drawer.Contract
      typealias Message = Contract.Message
      typealias Request = Contract.Request
      typealias Reply = Contract.Reply

      var from: NodeID?
      init(setup: Contract.Setup) {}
      var observation: Int? { nil }
      mutating func start(_ context: inout Context) { context.broadcast(.lot(0, [:])) }
      mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {}
      mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
        from = sender
      }
    }

    @Test func `states name the nodes as their run does`() throws {
      try inSession(HostChannel(Keeper.self)) {
        let node = try Remote(.init(limit: 2))
        for names in [["left", "right"], ["s1", "s2"]] {
          var cluster = Cluster(count: 2) { _ in node }
          cluster.names = names
          let failure = #expect(throws: RunFailure.self) {
            try SuiteRuns.simulate("named", cluster, seeds: 1...1) { run, _ in
              run.run(until: 100)
              return "wrong"
            }
          }
          #expect(failure?.text.contains("\(names[0]): from \(names[1])") == true)
        }
      }
    }

    @Test func `a run is drawn from the tick that the suite names`() throws {
      try inSession {
        let cluster = try remote()
        let texts = [0, 5].map { tick in
          #expect(throws: RunFailure.self) {
            try SuiteRuns.simulate("drawn", cluster, seeds: 1...1, drawnFrom: { _ in tick }) { run, _ in
              run.run(until: 20)
              return "wrong"
            }
          }?.text ?? ""
        }
        #expect(!texts[0].contains("not drawn: the replay") && texts[0].contains(" t=3 "))
        #expect(texts[1].contains("earlier events not drawn: the replay") && !texts[1].contains(" t=3 "))
      }
    }

    @Test func `what never happens within the suite's bound of steps is a failure`() throws {
      try inSession {
        var problem = problem(try remote(), .unordered, limit: 100) { $0.observation }
        problem.properties = [.sometimes("both have drawn 99", everyNode: { $0.observation == 99 })]
        let failure = #expect(throws: RunFailure.self) {
          try SuiteRuns.explore("bounded", problem, statesMax: 100_000, stepsMax: 3)
        }
        #expect(failure?.text == "both have drawn 99: no run of up to 3 steps gets there")
      }
    }

    @Test func `a flood of messages ends by their number, the same everywhere`() throws {
      try inSession(HostChannel(Flooder.self)) {
        let node = try Remote(.init(limit: 2))
        let cluster = Cluster(count: 2) { _ in node }
        let failure = #expect(throws: RunFailure.self) {
          try SuiteRuns.simulate("flood", cluster, seeds: 1...3) { run, _ in
            run.run(until: 1_000_000)
            return "it went on to the end"
          }
        }
        let text = "not decided: your nodes ask for more than 500000 things in one run"
        #expect(failure?.text.hasPrefix(text) == true)
      }
    }

    @Test(arguments: NetworkSemantics.allCases)
    func `an exploration sees the same of a remote node as of the node`(
      _ network: NetworkSemantics
    ) throws {
      try inSession {
        var limits = SearchLimits()
        limits.states = 20_000
        let here = try Explorer(problem(local(), network, limit: 30) { $0.last }).explore(limits)
        let there = try Explorer(problem(try remote(), network, limit: 30) { $0.observation }).explore(limits)
        #expect(here.states == there.states && here.states > 1000)
        #expect(here.transitions == there.transitions)
        #expect(here.depth == there.depth)
        #expect(here.properties.map { $0.example?.length } == there.properties.map { $0.example?.length })
        #expect(here.properties.allSatisfy { $0.example != nil })
        // The run itself is the same, too, and follows the same choices.
        let (run, again) = (here.properties[0].example, there.properties[0].example)
        #expect(run?.choices == again?.choices)
        #expect(run?.trace.events.map(\.kind) == again?.trace.events.map(\.kind))
        #expect(
          run?.moments.last?.configuration.nodes.map(\.fields)
            == again?.moments.last?.configuration.nodes.map(\.fields))
      }
    }

    @Test(arguments: 1...10)
    func `a simulation of a remote node is that of the node, as long as it draws in order`(
      _ seed: UInt64
    ) throws {
      try inSession {
        var here = Simulation(local(), seed: seed)
        var there = Simulation(try remote(), seed: seed)
        for step in 0..<40 {
          #expect(here.step() == there.step())
          if step == 5 {
            here.crash(NodeID(0))
            there.crash(NodeID(0))
          }
          if step == 7 {
            here.recover(NodeID(0))
            there.recover(NodeID(0))
          }
          if step == 9 {
            here.invoke(.ask, at: NodeID(0))
            there.invoke(.ask, at: NodeID(0))
          }
        }
        #expect(here.trace == there.trace)
        #expect(here.nodes.map(\.last) == there.nodes.map(\.observation))
      }
    }

    @Test func `no question is asked twice`() throws {
      let channel = HostChannel(Drawer.self)
      try inSession(channel) {
        let problem = problem(try remote(), .unordered, limit: 99) { $0.observation }
        _ = try Explorer(problem).explore()
        let calls = channel.calls
        _ = try Explorer(problem).explore()
        #expect(channel.calls == calls)
      }
    }

    @Test func `whatever a worker answers, nothing traps, and a lie is a failure or another node`() throws {
      for seed in 1...60 as ClosedRange<UInt64> {
        let channel = HostChannel(Drawer.self)
        var random = RandomStream(seed: seed)
        channel.spoil = { call, bytes in
          guard call > 2, random.below(6) == 0, !bytes.isEmpty else { return bytes }
          var bytes = bytes
          switch random.below(3) {
          case 0: bytes[random.below(bytes.count)] = UInt8(random.below(256))
          case 1: bytes.removeLast(random.below(bytes.count))
          default: bytes += (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
          }
          return bytes
        }
        try inSession(channel) {
          let cluster = try remote()
          do {
            try SuiteRuns.explore(
              "all", problem(cluster, .unordered, limit: 99) { $0.observation }, statesMax: 3000)
          } catch {
            #expect(!"\(error)".isEmpty)
          }
          do {
            try SuiteRuns.simulate("all", cluster, seeds: 1...2) { run, _ in
              run.run(maxSteps: 100)
              return nil
            }
          } catch {
            #expect(!"\(error)".isEmpty)
          }
        }
      }
    }

    @Test func `a test that calls nodes without end is ended`() throws {
      try inSession(HostChannel(Counting.self)) {
        let node = try RemoteNode<Counting.Contract>(.init())
        let failure = #expect(throws: RunFailure.self) {
          try SuiteRuns.simulate("all", Cluster(count: 2) { _ in node }, seeds: 1...1) { run, _ in
            run.run(maxSteps: 100_000)
            return nil
          }
        }
        #expect(failure?.text.contains("more than 30000 different steps") == true)
      }
    }

    @Test func `an exploration that a bound ends is a failure`() throws {
      try inSession(HostChannel(Counting.self)) {
        let node = try RemoteNode<Counting.Contract>(.init())
        let problem = ExplorationProblem(
          Cluster(count: 2) { _ in node }, properties: [.always("true", everyNode: { _ in true })])
        let failure = #expect(throws: RunFailure.self) {
          try SuiteRuns.explore("all", problem, statesMax: 500)
        }
        #expect(failure?.text.contains("not decided") == true)
        // A depth that the suite has asked for is its own affair.
        #expect(try SuiteRuns.explore("all", problem, statesMax: 50_000, stepsMax: 5).depth == 5)
      }
    }

    @Test func `handlers that do not always do the same are reported in words`() throws {
      try inSession(HostChannel(Fickle.self)) {
        let fickle = { (way: Fickle.Way) in try SingleNode<Fickle.Contract>(way, of: 2) }
        for way in [Fickle.Way.variable, .random, .unordered] {
          var node = try fickle(way)
          let failure = #expect(throws: RunFailure.self) { try node.start() }
          #expect(failure?.text.contains("does not always do the same") == true, "\(way)")
          #expect(failure?.text.contains("start") == true)
        }
        var node = try fickle(.honest)
        #expect(try node.start().sent.count == 1)
      }
    }
  }
}

/// Counts for ever.
private struct Counting: ContractNode {
  enum Contract: NodeContract {
    enum Message: Hashable, Codable, Sendable { case tick }
    struct Setup: Hashable, Codable, Sendable {}
    typealias Observation = Int
  }
  var observation = 0

  init(setup: Contract.Setup) {}

  mutating func start(_ context: inout Context) { context.broadcast(.tick) }

  mutating func receive(_ message: Contract.Message, from sender: NodeID, _ context: inout Context) {
    observation += 1
    context.broadcast(.tick)
  }
}

/// Depends on what it must not depend on.
private struct Fickle: ContractNode {
  enum Way: Hashable, Codable, Sendable { case honest, variable, random, unordered }
  enum Contract: NodeContract {
    enum Message: Hashable, Codable, Sendable { case word(Int) }
    typealias Setup = Way
    typealias Observation = Int
  }
  nonisolated(unsafe) static var calls = 0

  let way: Way
  var words: Set<Int> = []
  var observation: Int { 0 }

  init(setup: Way) {
    way = setup
    // Its own order: it was made for many.
    if way == .unordered {
      words.reserveCapacity(10_000)
      words.formUnion(1...40)
    }
  }

  mutating func receive(_ message: Contract.Message, from sender: NodeID, _ context: inout Context) {}

  mutating func start(_ context: inout Context) {
    switch way {
    case .honest: context.broadcast(.word(1))
    case .variable:
      Fickle.calls += 1
      context.broadcast(.word(Fickle.calls))
    case .random: context.broadcast(.word(Int.random(in: 0...1_000_000)))
    case .unordered: context.broadcast(.word(words.first ?? 0))
    }
  }
}
