import Atoll
import ThreadPoolContract

/// A server with a pool of threads.
///
/// Grade it as often as you like: `atoll grade thread-pool`. `atoll hint thread-pool` helps in small steps.
struct PoolServer: PoolServing {
  /// A job that runs or waits.
  struct Job: Hashable, Codable {
    let number: Int
    let ticks: Int
    let client: NodeID
  }

  /// A job's timer has its number.
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
    // TODO: start, wait, refuse, cancel, again: the five rules of the task, which is in README.md.
    switch message {
    case .job(let number, let ticks): begin(Job(number: number, ticks: ticks, client: sender), &context)
    case .cancel, .done, .busy: break
    }
  }

  mutating func timeout(_ number: Int, _ context: inout Context) {
  }

  private mutating func begin(_ job: Job, _ context: inout Context) {
    active.append(job)
    context.setTimer(job.number, after: job.ticks)
  }
}
