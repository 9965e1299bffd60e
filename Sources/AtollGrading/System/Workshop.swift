import Foundation
import Synchronization

/// Threads that take jobs from a pile, each on a processor of its own where there are enough.
package final class Workshop<Job: Sendable, Outcome: Sendable>: Sendable {
  private struct State {
    var waiting: ArraySlice<Job>
    var finished: [(Job, Outcome)] = []
    var working: Int
  }

  private let state: Mutex<State>
  /// Signalled for each outcome, and for each thread that ends.
  private let news = DispatchSemaphore(value: 0)

  /// Starts the threads; after an interruption no new job is begun.
  package init(
    _ pile: [Job], jobs: Int, _ isInterrupted: @escaping @Sendable () -> Bool,
    work: @escaping @Sendable (Job) -> Outcome
  ) {
    let threads = max(1, min(jobs, pile.count))
    state = Mutex(State(waiting: pile[...], working: threads))
    let hasOwnProcessors = threads <= ProcessInfo.processInfo.activeProcessorCount
    for number in 0..<threads {
      let thread = Thread { [self] in
        // Judge and worker take turns on one processor: let them not all choose the same.
        if hasOwnProcessors { Processor.use(number) }
        while !isInterrupted(), let job = state.withLock({ $0.waiting.popFirst() }) {
          let outcome = work(job)
          state.withLock { $0.finished.append((job, outcome)) }
          news.signal()
        }
        state.withLock { $0.working -= 1 }
        news.signal()
      }
      // Foundation parses and encodes deeply in places; the default for threads is small.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// The next outcome, in the order in which they come; none when all are done.
  package func next() -> (Job, Outcome)? {
    while true {
      let (found, isOver) = state.withLock { state in
        let found = state.finished.isEmpty ? nil : state.finished.removeFirst()
        return (found, state.working == 0 && state.finished.isEmpty)
      }
      if let found { return found }
      if isOver { return nil }
      news.wait()
    }
  }
}
