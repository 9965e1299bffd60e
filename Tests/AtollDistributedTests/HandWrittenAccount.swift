import Atoll
import AtollDistributed
import AtollExploration
import AtollLessons
import Testing

/// The account and its callers as a node that somebody wrote by hand: messages, a table of calls that wait, no actor and
/// no task. The actors have to come to as many configurations, by as many transitions, with the same shortest runs.
struct HandWrittenAccount: Node {
  enum Message: Hashable, Codable, Sendable {
    case call(Int, AccountRequest, receipt: String)
    case answer(Int, balance: Int)
  }
  typealias Request = AccountRequest
  typealias Reply = AccountReply
  enum TimerName: Hashable, Codable, Sendable { case answer(Int) }

  /// A client's request whose call waits.
  struct Waiting: Hashable, Codable, Sendable {
    var call: Int
    let request: AccountRequest
    let id: RequestID
    let receipt: String
    var retriesLeft: Int
  }

  let retries: Int
  let usesReceipts: Bool
  var bookings: [Int] = []
  var receipts: [String] = []
  var callsMade = 0
  var waiting: [Waiting] = []

  mutating func handle(_ request: AccountRequest, id: RequestID, _ context: inout Context) {
    var receipt = ""
    if usesReceipts, case .deposit = request { receipt = "\(context.id)\(callsMade + 1)" }
    call(
      Waiting(call: 0, request: request, id: id, receipt: receipt, retriesLeft: retries), &context)
  }

  private mutating func call(_ request: Waiting, _ context: inout Context) {
    callsMade += 1
    var request = request
    request.call = callsMade
    waiting.append(request)
    context.send(.call(callsMade, request.request, receipt: request.receipt), to: NodeID(1))
    context.setTimer(.answer(callsMade), after: 100)
  }

  mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .call(let number, let request, let receipt):
      if case .deposit(let amount) = request, !usesReceipts || !receipts.contains(receipt) {
        bookings.append(amount)
        if usesReceipts { receipts.append(receipt) }
      }
      context.send(.answer(number, balance: bookings.reduce(0, +)), to: sender)
    case .answer(let number, let balance):
      guard let place = waiting.firstIndex(where: { $0.call == number }) else { return }
      context.cancelTimer(.answer(number))
      context.reply(.balance(balance), to: waiting.remove(at: place).id)
    }
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    guard case .answer(let number) = timer, let place = waiting.firstIndex(where: { $0.call == number })
    else { return }
    var request = waiting.remove(at: place)
    if request.retriesLeft > 0 {
      request.retriesLeft -= 1
      call(request, &context)
    } else {
      context.reply(.failed(.noAnswer), to: request.id)
    }
  }

  static func problem(retries: Int, receipts: Bool) -> ExplorationProblem<HandWrittenAccount> {
    func seen(_ name: String, _ answers: [AccountReply]) -> Property<HandWrittenAccount> {
      .sometimes(
        name, observing: [AccountReply](),
        by: { seen, event in if case .response(let reply, _, _) = event { seen.append(reply) } },
        { $0.starts(with: answers) })
    }
    return ExplorationProblem(
      Cluster(count: 2) { _ in HandWrittenAccount(retries: retries, usesReceipts: receipts) },
      clients: [NodeID(0): [.deposit(5), .balance, .balance]],
      properties: [
        .always("one deposit is never booked twice") { $0.nodes[1].bookings.count <= 1 },
        seen("no answer, then balance 0", [.failed(.noAnswer), .balance(0)]),
        seen("no answer, then balance 5", [.failed(.noAnswer), .balance(5)]),
        seen("no answer, then balance 0, then balance 5", [.failed(.noAnswer), .balance(0), .balance(5)]),
      ])
  }
}

@Suite struct HandWrittenAccountTests {
  @Test(arguments: [(0, false, 0), (0, false, 2), (1, false, 0), (1, true, 0), (1, true, 1), (1, false, 1)])
  func `actors come to the configurations of a node that is written by hand`(
    retries: Int, receipts: Bool, drops: Int
  ) throws {
    var settings = Settings(DistributedAccount.settings)
    try settings.set("retries", to: "\(retries)")
    try settings.set("receipts", to: receipts ? "yes" : "no")
    let faults = FaultBounds(drops: drops)
    let actors = try Exploration.explore(try #require(DistributedAccount.problem(settings)), faults: faults)
    let byHand = try Exploration.explore(
      HandWrittenAccount.problem(retries: retries, receipts: receipts), faults: faults)
    #expect(actors.end == .complete && byHand.end == .complete)
    #expect(actors.states == byHand.states)
    #expect(actors.transitions == byHand.transitions)
    #expect(actors.properties.map(\.name) == byHand.properties.map(\.name))
    for (one, other) in zip(actors.properties, byHand.properties) {
      #expect(one.example?.length == other.example?.length, "\(one.name)")
      #expect(one.isViolated(actors.end) == other.isViolated(byHand.end), "\(one.name)")
    }
    #expect(actors.properties.first?.isViolated(actors.end) == (retries > 0 && !receipts))
  }
}
