import Synchronization

/// Runs tasks on the thread that asks it to, one job after the other in the order in which they came, and only then.
///
/// The actors of a task with this executor run on it too. So what actors do inside `drain()` is a plain computation:
/// no other thread has a part in it.
final class InlineExecutor: TaskExecutor {
  private let jobs = Mutex<[UnownedJob]>([])

  /// Takes a job, to be run by the next `drain()`.
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
  }

  /// Runs until no job is left.
  func drain() {
    while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
