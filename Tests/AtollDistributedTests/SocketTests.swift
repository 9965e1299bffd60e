import Atoll
import AtollDistributed
import Distributed
import Foundation
import Synchronization
import Testing

@testable import AtollLessons
@testable import AtollPeers

/// The account behind a socket. Everything ends by itself; the suite has a limit all the same.
@Suite(.timeLimit(.minutes(1))) struct SocketTests {
  /// An account that listens, and a caller that is connected to it, or to somebody else's port.
  struct Fixture {
    let port: UInt16
    let caller: AtollActorSystem
    let transport: SocketTransport

    init(port: UInt16? = nil, patience: Duration = .seconds(20)) throws {
      if let port { self.port = port } else { self.port = try Fixture.account() }
      transport = SocketTransport(ports: [NodeID(1): self.port], patience: patience)
      caller = AtollActorSystem(peer: NodeID(0), transport: transport)
    }

    /// Starts an account; it lives until the tests end. Returns its port.
    static func account() throws -> UInt16 {
      let (listener, port) = try LoopbackSocket.listen()
      let system = AtollActorSystem(peer: NodeID(1), transport: SocketTransport(ports: [:], patience: .zero))
      _ = Account(remembering: Account.Memory(), actorSystem: system)
      _ = Stranger(actorSystem: system)
      let server = PeerServer(system, listener: listener)
      Thread.detachNewThread { server.run() }
      return port
    }

    func ask(_ request: AccountRequest, retries: Int = 0, receipts: Bool = false) async -> AccountReply {
      await AccountCaller(
        account: ActorAddress("Account", at: NodeID(1)), retries: retries, usesReceipts: receipts
      ).serve(request, with: caller)
    }
  }

  /// Listens once and treats the connection as the test says.
  static func peer(_ behaviour: @escaping @Sendable (Int32) -> Void) throws -> UInt16 {
    let (listener, port) = try LoopbackSocket.listen()
    Thread.detachNewThread {
      while let connection = LoopbackSocket.accept(listener) {
        behaviour(connection)
        close(connection)
      }
    }
    return port
  }

  @Test(arguments: 1...10)
  func `the same actor answers the same nearby, in a simulation and over a socket`(seed: UInt64) async throws
  {
    var random = RandomStream(seed: seed, purpose: 9, index: 0)
    let requests: [AccountRequest] = (0..<12).map { _ in
      let amount = 1 + random.below(30)
      return [.deposit(amount), .withdraw(amount), .balance, .empty][random.below(4)]
    }
    let overSocket = try Fixture()
    let nearby = AtollActorSystem(peer: NodeID(1), transport: overSocket.transport)
    _ = Account(remembering: Account.Memory(), actorSystem: nearby)
    var simulated = SimulatedActorTests.run()
    for request in requests {
      let direct = await AccountCaller(account: ActorAddress("Account", at: NodeID(1)))
        .serve(request, with: nearby)
      simulated.invoke(request, at: NodeID(0))
      simulated.run(maxSteps: 10)
      let remote = await overSocket.ask(request)
      #expect(SimulatedActorTests.replies(simulated).last == remote)
      // What the account throws is an error of its own type only nearby.
      if case .overdrawn(let missing) = direct {
        #expect(remote == .failed(.threw("Overdrawn(missing: \(missing))")))
      } else {
        #expect(remote == direct)
      }
    }
    nearby.end()
  }

  @Test func `a peer that says nothing costs the time that the caller is willing to wait, and no more`()
    async throws
  {
    let port = try Self.peer { _ in sleep(10) }
    let fixture = try Fixture(port: port, patience: .milliseconds(100))
    let begin = ContinuousClock.now
    #expect(await fixture.ask(.deposit(5), retries: 1) == .failed(.noAnswer))
    let time = ContinuousClock.now - begin
    #expect(time >= .milliseconds(200) && time < .seconds(8))
  }

  @Test func `a connection that breaks in a call is an error at once`() async throws {
    let port = try Self.peer { _ = LoopbackSocket.receive($0) }
    let begin = ContinuousClock.now
    #expect(await (try Fixture(port: port)).ask(.deposit(5)) == .failed(.connectionLost))
    #expect(ContinuousClock.now - begin < .seconds(15))
  }

  @Test func `where nobody listens the call was not carried out, and the caller knows`() async throws {
    let (listener, port) = try LoopbackSocket.listen()
    close(listener)
    #expect(await (try Fixture(port: port)).ask(.deposit(5)) == .failed(.unreachable))
    #expect(CallFailure.unreachable.isDecided && !CallFailure.connectionLost.isDecided)
  }

  @Test func `after a broken connection the next call makes a new one`() async throws {
    let fixture = try Fixture()
    #expect(await fixture.ask(.deposit(5)) == .balance(5))
    fixture.transport.close()
    var answers: [AccountReply] = []
    for _ in 0..<2 { answers.append(await fixture.ask(.balance)) }
    #expect(answers.last == .balance(5))
  }

  // MARK: - Garbage

  @Test(arguments: 1...20) func `garbage from the called peer is an error, not a crash`(seed: UInt64)
    async throws
  {
    let garbage = Self.garbage(seed)
    let port = try Self.peer { connection in
      _ = LoopbackSocket.receive(connection)
      _ = LoopbackSocket.send(garbage, to: connection)
    }
    let reply = await (try Fixture(port: port)).ask(.deposit(5))
    #expect(reply == .failed(.connectionLost), "\(garbage.prefix(40))")
  }

  @Test(arguments: 1...20) func `garbage from a caller harms nobody else`(seed: UInt64) async throws {
    let fixture = try Fixture()
    #expect(await fixture.ask(.deposit(5)) == .balance(5))
    let hostile = try LoopbackSocket.connect(port: fixture.port)
    _ = LoopbackSocket.send(Self.garbage(seed), to: hostile)
    #expect(await fixture.ask(.deposit(6)) == .balance(11))
    close(hostile)
  }

  /// Random bytes; every other time behind a length that fits, every fourth a message with one byte changed.
  static func garbage(_ seed: UInt64) -> [UInt8] {
    var random = RandomStream(seed: seed, purpose: 8, index: 0)
    let bytes = (0..<(1 + random.below(200))).map { _ in UInt8(random.below(256)) }
    let message = ActorMessage.call(
      Call(number: 1, actor: "Account", target: "$s", arguments: ["\"x\""]))
    switch seed % 4 {
    case 0: return [0xFF, 0xFF, 0xFF, 0xFF] + bytes
    case 1: return [0, 0, 0, UInt8(bytes.count)] + bytes
    case 2:
      var frame = (try? WireFrame.bytes(of: message)) ?? []
      // Past the length; a letter of JSON becomes a byte that stands in none.
      frame[4 + random.below(frame.count - 4)] = 0xFE
      return frame
    default: return [0, 0, 0, 4] + bytes
    }
  }

  @Test(arguments: ["", "Stranger", "Account"])
  func `a function of another type is refused and never run`(actor: String) async throws {
    let fixture = try Fixture()
    let stranger = try Stranger.resolve(
      id: ActorAddress(actor.isEmpty ? "Nobody" : actor, at: NodeID(1)), using: fixture.caller)
    do {
      let text = try await stranger.greeting()
      #expect(actor == "Stranger" && text == "hello")
    } catch let failure as CallFailure {
      #expect(actor != "Stranger" && failure.isDecided, "\(failure)")
    }
  }

  @Test(arguments: [[], ["\"five\""], ["5.5"], ["{"], ["null"], ["99999999999999999999"]])
  func `arguments that do not fit are refused`(arguments: [String]) async throws {
    let seen = Mutex<Call?>(nil)
    let listening = AtollActorSystem(
      peer: NodeID(0), transport: Eavesdropper { call in seen.withLock { $0 = call } })
    let account = try Account.resolve(id: ActorAddress("Account", at: NodeID(1)), using: listening)
    _ = try? await account.deposit(5)
    let call = try #require(seen.withLock { $0 })
    #expect(call.arguments == ["5"] && call.function == "deposit")
    let system = AtollActorSystem(peer: NodeID(1), transport: Eavesdropper { _ in })
    _ = Account(remembering: Account.Memory(), actorSystem: system)
    func answer(_ arguments: [String]) async -> Answer {
      await system.answer(
        Call(number: 1, actor: "Account", target: call.target, arguments: arguments))
    }
    guard case .refused = await answer(arguments) else {
      Issue.record("\(arguments) were taken")
      return
    }
    #expect(await answer(["5"]) == .returned("5"))
    system.end()
  }

  @Test(arguments: 1...20) func `messages come out of a stream as they went in, however it is cut`(
    seed: UInt64
  ) throws {
    var random = RandomStream(seed: seed, purpose: 7, index: 0)
    let messages: [ActorMessage] = (1...8).map { number in
      random.below(2) == 0
        ? .call(Call(number: number, actor: "Account", target: "é\"\\", arguments: ["\(random.below(9))"]))
        : .answer(.returned("\(random.below(9))"), toCall: number)
    }
    var bytes = try messages.flatMap { try WireFrame.bytes(of: $0) }[...]
    var reader = WireFrame.Reader()
    var read: [ActorMessage] = []
    while !bytes.isEmpty {
      let piece = bytes.prefix(1 + random.below(60))
      bytes = bytes.dropFirst(piece.count)
      reader.append(Array(piece))
      while let message = try reader.next() { read.append(message) }
    }
    #expect(read == messages)
  }
}

/// An actor of another type, on the same peer as the account.
distributed actor Stranger {
  typealias ActorSystem = AtollActorSystem
  private let text = "hello"

  init(actorSystem: AtollActorSystem) { self.actorSystem = actorSystem }

  distributed func greeting() -> String { text }
}

/// A transport that shows what it is given, and carries nothing.
private struct Eavesdropper: CallTransport {
  let take: @Sendable (Call) -> Void

  init(_ take: @escaping @Sendable (Call) -> Void) { self.take = take }

  func carry(_ call: Call, to peer: NodeID) async throws -> Answer {
    take(call)
    throw CallFailure.unreachable
  }
}
