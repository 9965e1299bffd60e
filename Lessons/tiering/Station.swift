import Atoll

/// A server with one waiting line, first come, first served, and one or more workers.
///
/// With exponential times this is what queueing theory calls M/M/1 (one worker) and M/M/c (c of them).
public struct Station: Hashable, Codable, Sendable {
  /// A request and whoever waits for it.
  struct Job: Hashable, Codable {
    let ticket: Ticket
    let client: NodeID
  }

  let workers: Int
  /// The time that a worker takes.
  let service: LatencyDistribution
  /// By how many thousandths of its time each other request in the station slows a request down.
  var contention = 0
  /// How many requests may wait; the others are refused.
  var lineMax = Int.max
  var busy: [Job?]
  var line = WaitingLine<Job>()
  var count = 0
  var done = 0
  /// The sum over all ticks of how many requests were here, and when it was last brought up to date.
  var area = 0
  var areaTick = 0

  init(workers: Int, service: LatencyDistribution) {
    (self.workers, self.service) = (workers, service)
    busy = Array(repeating: nil, count: workers)
  }

  mutating func receive(
    _ message: ServiceNode.Message, from sender: NodeID, _ context: inout ServiceNode.Context
  ) {
    switch message {
    case .request(let ticket):
      let worker = busy.firstIndex(of: nil)
      guard worker != nil || line.count < lineMax else { return context.send(.refusal(ticket), to: sender) }
      change(by: 1, context.clock)
      let job = Job(ticket: ticket, client: sender)
      if let worker { begin(job, worker, &context) } else { line.append(job) }
    case .ping: context.send(.pong, to: sender)
    case .reply, .refusal, .pong: break
    }
  }

  mutating func timeout(_ timer: ServiceNode.TimerName, _ context: inout ServiceNode.Context) {
    guard case .work(let worker) = timer, let job = busy[worker] else { return }
    context.send(.reply(job.ticket), to: job.client)
    done += 1
    change(by: -1, context.clock)
    busy[worker] = nil
    if let next = line.popFirst() { begin(next, worker, &context) }
  }

  private mutating func begin(_ job: Job, _ worker: Int, _ context: inout ServiceNode.Context) {
    busy[worker] = job
    context.setTimer(.work(worker), after: service.slowed(by: contention * (count - 1)))
  }

  private mutating func change(by difference: Int, _ now: Int) {
    area += count * (now - areaTick)
    areaTick = now
    count += difference
  }
}

extension LatencyDistribution {
  /// The same, so many thousandths longer.
  func slowed(by thousandths: Int) -> LatencyDistribution {
    if thousandths == 0 { return self }
    func slower(_ ticks: Int) -> Int { ticks * (1000 + thousandths) / 1000 }
    switch self {
    case .fixed(let ticks): return .fixed(slower(ticks))
    case .uniform(let range): return .uniform(slower(range.lowerBound)...slower(range.upperBound))
    case .exponential(let minimum, let mean):
      return .exponential(minimum: slower(minimum), mean: slower(mean))
    }
  }
}

/// First in, first out.
///
/// - Complexity: O(1) each, amortised: what has left is thrown away when it is more than half.
struct WaitingLine<Element: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
  private var elements: [Element] = []
  private var first = 0

  /// How many wait.
  var count: Int { elements.count - first }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard first < elements.count else { return nil }
    let element = elements[first]
    first += 1
    if first > 32, first * 2 > elements.count {
      elements.removeFirst(first)
      first = 0
    }
    return element
  }
}
