import Atoll

/// A server of which one looks at the threads: who gets one, how long it is held, and what many of them cost.
///
/// A thread takes one request, reads it (a slow client sends it slowly), waits for what others have to say (a database,
/// say), computes on one of the machine's cores, and answers. It is held all the time, but needs a core only to compute.
public struct ThreadServer: Hashable, Codable, Sendable {
  /// Who gets a thread.
  public enum Policy: Hashable, Codable, Sendable {
    /// Each request a new one, which ends with it.
    case perRequest
    /// Each client one, which stays.
    case perClient
    /// So many, made at the start; requests wait for one.
    case pool(Int)
  }

  /// What the threads of this machine take, in ticks.
  public struct Costs: Hashable, Codable, Sendable {
    /// To make a thread.
    var making = 200
    /// To read the request of a slow client; one of any other takes no time.
    var slowReading = 20_000
    /// To wait for others.
    var waiting = LatencyDistribution.fixed(0)
    /// To compute.
    var computing: LatencyDistribution
    /// By how many thousandths each thread that waits for a core slows computing down: switching, locks, caches.
    var overhead = 0
  }

  /// A thread; the request that it has, if any, and whose others wait for it.
  struct Worker: Hashable, Codable {
    var job: Station.Job?
    var hasRead = false
    var line = WaitingLine<Station.Job>()
  }

  /// One client's connection.
  struct Client: Hashable, Codable {
    let node: NodeID
    let user: Int
  }

  let policy: Policy
  let costs: Costs
  var workers: [Worker] = []
  var free: [Int] = []
  var owned: [Client: Int] = [:]
  /// Requests that wait for a thread of the pool.
  var line = WaitingLine<Station.Job>()
  /// Which thread computes on each core, and which threads wait for one.
  var cores: [Int?]
  var runnable = WaitingLine<Int>()
  /// How many threads there are, and were at most.
  var alive = 0
  var aliveMax = 0

  init(_ policy: Policy, cores: Int, costs: Costs) {
    (self.policy, self.costs) = (policy, costs)
    self.cores = Array(repeating: nil, count: cores)
    if case .pool(let size) = policy {
      workers = Array(repeating: Worker(), count: size)
      free = Array((0..<size).reversed())
      (alive, aliveMax) = (size, size)
    }
  }

  mutating func receive(
    _ message: ServiceNode.Message, from sender: NodeID, _ context: inout ServiceNode.Context
  ) {
    guard case .request(let ticket) = message else { return }
    let job = Station.Job(ticket: ticket, client: sender)
    switch policy {
    case .pool:
      if let worker = free.popLast() { take(job, worker, &context) } else { line.append(job) }
    case .perRequest:
      take(job, makeThread(), delay: costs.making, &context)
    case .perClient:
      let client = Client(node: sender, user: ticket.user)
      if let worker = owned[client] {
        if workers[worker].job == nil {
          take(job, worker, &context)
        } else {
          workers[worker].line.append(job)
        }
      } else {
        let worker = makeThread()
        owned[client] = worker
        take(job, worker, delay: costs.making, &context)
      }
    }
  }

  mutating func timeout(_ timer: ServiceNode.TimerName, _ context: inout ServiceNode.Context) {
    switch timer {
    case .ready(let worker):
      if workers[worker].hasRead {
        if let core = cores.firstIndex(of: nil) {
          compute(worker, core, &context)
        } else {
          runnable.append(worker)
        }
      } else {
        workers[worker].hasRead = true
        context.setTimer(.ready(worker), after: costs.waiting)
      }
    case .work(let core):
      guard let worker = cores[core] else { return }
      cores[core] = nil
      if let next = runnable.popFirst() { compute(next, core, &context) }
      finish(worker, &context)
    case .arrival, .thought, .patience, .check, .scale, .booted: break
    }
  }

  private mutating func makeThread() -> Int {
    alive += 1
    aliveMax = max(aliveMax, alive)
    if let worker = free.popLast() { return worker }
    workers.append(Worker())
    return workers.count - 1
  }

  private mutating func take(
    _ job: Station.Job, _ worker: Int, delay: Int = 0, _ context: inout ServiceNode.Context
  ) {
    workers[worker].job = job
    workers[worker].hasRead = false
    let reading = job.ticket.kind == .slow ? costs.slowReading : 0
    context.setTimer(.ready(worker), after: delay + reading)
  }

  private mutating func compute(_ worker: Int, _ core: Int, _ context: inout ServiceNode.Context) {
    cores[core] = worker
    context.setTimer(.work(core), after: costs.computing.slowed(by: costs.overhead * runnable.count))
  }

  /// Answers, and gives the thread its next request, or gives the thread back.
  private mutating func finish(_ worker: Int, _ context: inout ServiceNode.Context) {
    if let job = workers[worker].job { context.send(.reply(job.ticket), to: job.client) }
    workers[worker].job = nil
    switch policy {
    case .pool:
      if let next = line.popFirst() { take(next, worker, &context) } else { free.append(worker) }
    case .perRequest:
      alive -= 1
      free.append(worker)
    case .perClient:
      if let next = workers[worker].line.popFirst() { take(next, worker, &context) }
    }
  }
}
