import AccountContract
import Atoll

/// A banking service in which a call takes effect at most once.
struct Account: AccountProcess {
  enum TimerName: Hashable, Codable { case again }

  struct Call: Hashable, Codable {
    let number: Int
    let amount: Int
    let id: RequestID
  }

  /// What the server has answered last to a client.
  struct Answer: Hashable, Codable {
    let number: Int
    let balance: Int
  }

  let server: NodeID
  private(set) var balance = 0

  /// The stub: how many calls it has made, and the one that has no answer yet.
  private var made = 0
  private var call: Call?
  /// The server: what it has answered last, by client.
  private var answers = NodeMap<Answer>()

  static var stable: StableState<Self> { StableState(\.balance, \.made, \.answers) }

  init(server: NodeID) { self.server = server }

  // MARK: - The stub

  mutating func handle(_ request: AccountRequest, id: RequestID, _ context: inout Context) {
    guard case .deposit(let amount) = request else { return }
    made += 1
    call = Call(number: made, amount: amount, id: id)
    send(&context)
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) { send(&context) }

  private func send(_ context: inout Context) {
    guard let call else { return }
    context.send(.call(number: call.number, amount: call.amount), to: server)
    context.setTimer(.again, after: 30)
  }

  mutating func receive(_ message: AccountMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .call(let number, let amount):
      answer(number, amount, to: sender, &context)
    case .reply(let number, let balance):
      guard let call, call.number == number else { return }
      self.call = nil
      context.cancelTimer(.again)
      context.reply(balance, to: call.id)
    }
  }

  // MARK: - The server

  private mutating func answer(_ number: Int, _ amount: Int, to client: NodeID, _ context: inout Context) {
    let last = answers[client]?.number ?? 0
    guard number >= last || number < last - 2 else { return }
    if number != last {
      balance += amount
      answers[client] = Answer(number: number, balance: balance)
    }
    if let answer = answers[client] {
      context.send(.reply(number: number, balance: answer.balance), to: client)
    }
  }
}
