import Atoll
import ThreadPoolContract

/// A server with a pool of threads.
struct PoolServer: PoolServing {
  /// A job that runs or waits.
  struct Job: Hashable, Codable {
    let number: Int
    let ticks: Int
    let client: NodeID
    var isCancelled = false
  }

  typealias TimerName = Int

  let threads: Int
  let lineMax: Int
  private var active: [Job] = []
  private var line: [Job] = []

  init(threads: Int, lineMax: Int) {
    self.threads = threads
    self.lineMax = lineMax
  }

  var running: [Int] { active.map(\.number) }
  var waiting: [Int] { line.map(\.number) }

  mutating func receive(_ message: PoolMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .job(let number, let ticks): take(Job(number: number, ticks: ticks, client: sender), &context)
    case .cancel(let number):
      line.removeAll { $0.number == number }
      if let place = active.firstIndex(where: { $0.number == number }) { active[place].isCancelled = true }
    case .done, .busy: break
    }
  }

  mutating func timeout(_ number: Int, _ context: inout Context) {
    guard let place = active.firstIndex(where: { $0.number == number }) else { return }
    let job = active.remove(at: place)
    if !job.isCancelled { context.send(.done(number), to: job.client) }
    if !line.isEmpty { begin(line.removeFirst(), &context) }
  }

  private mutating func take(_ job: Job, _ context: inout Context) {
    if let place = active.firstIndex(where: { $0.number == job.number }) {
      active[place].isCancelled = false
    } else if let place = line.firstIndex(where: { $0.number == job.number }) {
      line.append(line.remove(at: place))
    } else if active.count < threads {
      begin(job, &context)
    } else if line.count < lineMax {
      line.append(job)
    } else {
      context.send(.busy(job.number), to: job.client)
    }
  }

  private mutating func begin(_ job: Job, _ context: inout Context) {
    active.append(job)
    context.setTimer(job.number, after: job.ticks)
  }
}
