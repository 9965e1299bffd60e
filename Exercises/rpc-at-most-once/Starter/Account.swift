import AccountContract
import Atoll

/// A banking service in which a call takes effect at most once.
///
/// Grade it as often as you like: `atoll grade rpc-at-most-once`. `atoll hint rpc-at-most-once` helps in small steps.
struct Account: AccountProcess {
  enum TimerName: Hashable, Codable { case again }

  struct Call: Hashable, Codable {
    let number: Int
    let amount: Int
    let id: RequestID
  }

  let server: NodeID
  private(set) var balance = 0

  /// The stub: how many calls it has made, and the one that has no answer yet.
  private var made = 0
  private var call: Call?

  /// What is on disk and survives a crash. All else is as it was at the start.
  static var stable: StableState<Self> { StableState(\.balance) }

  init(server: NodeID) { self.server = server }

  // MARK: - The stub: it repeats a call until it is answered

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
    case .call(let number, let amount): answer(number, amount, to: sender, &context)
    case .reply(let number, let balance):
      guard let call, call.number == number else { return }
      self.call = nil
      context.cancelTimer(.again)
      context.reply(balance, to: call.id)
    }
  }

  private mutating func answer(_ number: Int, _ amount: Int, to client: NodeID, _ context: inout Context) {
    // TODO: this performs every copy of a call. Perform each call once, and let both sides survive a crash: see the task.
    balance += amount
    context.send(.reply(number: number, balance: balance), to: client)
  }
}
