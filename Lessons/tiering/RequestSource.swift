import Atoll

/// All clients of a service, as one node: it asks, waits, asks again, and writes down how long everything took.
///
/// An *open* workload does not look at the answers: requests come at exponentially distributed intervals, as from very
/// many people who do not know of each other (a Poisson process). In a *closed* one a fixed number of users ask, wait for
/// the answer, think, and ask again.
public struct RequestSource: Hashable, Codable, Sendable {
  /// Where requests come from.
  public enum Workload: Hashable, Codable, Sendable {
    case open(interval: Int)
    case closed(users: Int, think: Int)
  }

  /// A request that was sent.
  struct Sent: Hashable, Codable {
    let at: Int
    let user: Int
    let kind: Ticket.Kind
    let asked: RequestID?
    var attempt = 1
    var end: Int?
    var isRefused = false
  }

  /// A time in which more, or fewer, requests come.
  struct Burst: Hashable, Codable {
    let ticks: Range<Int>
    let interval: Int
  }

  let workload: Workload
  let target: NodeID
  /// How many requests it makes by itself.
  let total: Int
  /// How long it waits before it asks again; none: for ever.
  var patience: Int?
  /// How often it asks at most.
  var attemptsMax = 1
  /// What it asks for: each of them is as likely as the others.
  var kinds: [Ticket.Kind] = [.work]
  /// From when to when requests come at another interval.
  var burst: Burst?
  var made = 0
  var sent: [Sent] = []

  init(_ workload: Workload, of total: Int, to target: NodeID) {
    (self.workload, self.total, self.target) = (workload, total, target)
  }

  mutating func start(_ context: inout ServiceNode.Context) {
    switch workload {
    case .open: awaitArrival(&context)
    case .closed(let users, _): for user in 0..<users { think(user, &context) }
    }
  }

  /// Somebody asks by hand.
  mutating func ask(_ kind: Ticket.Kind, for id: RequestID, _ context: inout ServiceNode.Context) {
    send(Sent(at: context.clock, user: -1, kind: kind, asked: id), &context)
  }

  mutating func receive(_ message: ServiceNode.Message, _ context: inout ServiceNode.Context) {
    switch message {
    case .reply(let ticket): end(ticket, isRefused: false, &context)
    case .refusal(let ticket): end(ticket, isRefused: true, &context)
    case .request, .ping, .pong: break
    }
  }

  mutating func timeout(_ timer: ServiceNode.TimerName, _ context: inout ServiceNode.Context) {
    switch timer {
    case .arrival:
      request(user: -1, &context)
      awaitArrival(&context)
    case .thought(let user): request(user: user, &context)
    case .patience(let ticket):
      let place = ticket.number - 1
      guard sent[place].end == nil else { return }
      if sent[place].attempt < attemptsMax {
        sent[place].attempt += 1
        emit(place, &context)  // the server is not told that the earlier attempt is of no use any more
      } else {
        end(ticket, isRefused: true, &context)
      }
    case .work, .ready, .check, .scale, .booted: break
    }
  }

  private mutating func awaitArrival(_ context: inout ServiceNode.Context) {
    guard case .open(let interval) = workload, made < total else { return }
    let isBurst = burst?.ticks.contains(context.clock) ?? false
    let mean = isBurst ? burst?.interval ?? interval : interval
    context.setTimer(.arrival, after: .exponential(minimum: 0, mean: mean))
  }

  private func think(_ user: Int, _ context: inout ServiceNode.Context) {
    guard case .closed(_, let think) = workload else { return }
    context.setTimer(.thought(user), after: .exponential(minimum: 0, mean: think))
  }

  private mutating func request(user: Int, _ context: inout ServiceNode.Context) {
    guard made < total else { return }
    made += 1
    let kind = kinds.count == 1 ? kinds[0] : context.choose(among: kinds)
    send(Sent(at: context.clock, user: user, kind: kind, asked: nil), &context)
  }

  private mutating func send(_ request: Sent, _ context: inout ServiceNode.Context) {
    sent.append(request)
    emit(sent.count - 1, &context)
  }

  private func emit(_ place: Int, _ context: inout ServiceNode.Context) {
    let ticket = ticket(place)
    context.send(.request(ticket), to: target)
    if let patience { context.setTimer(.patience(ticket), after: patience) }
  }

  private func ticket(_ place: Int) -> Ticket {
    Ticket(
      number: place + 1, attempt: sent[place].attempt, kind: sent[place].kind, user: max(0, sent[place].user))
  }

  /// The first answer to a request counts, whichever attempt it answers.
  private mutating func end(_ ticket: Ticket, isRefused: Bool, _ context: inout ServiceNode.Context) {
    let place = ticket.number - 1
    guard sent[place].end == nil else { return }
    sent[place].end = context.clock
    sent[place].isRefused = isRefused
    let (asked, user) = (sent[place].asked, sent[place].user)
    if patience != nil { context.cancelTimer(.patience(self.ticket(place))) }
    if let asked { context.reply(isRefused ? .refused : .done, to: asked) }
    if user >= 0 { think(user, &context) }
  }
}
