extension WorkerEnd {
  /// What happened, for the learner.
  var message: String {
    switch self {
    case .exited(let code): "your code ended the whole program: exit(\(code)) was called"
    case .trapped(let trap):
      "your code stopped with a fatal error" + (trap.place.map { " at \($0)" } ?? "") + ": "
        + (trap.message.isEmpty
          ? "it gives no reason; most often a number has become too large for its type" : trap.message)
    case .stackOverflow: "the stack is full: is there a function that calls itself without end?"
    case .thread:
      "your code starts a thread, or a task: a solution computes on one thread, so that it does the same every time"
    case .memory: "out of memory: your code may use \(WorkerLimits.addressSpaceBytes >> 20) MiB"
    case .signalled(let signal): "your code crashed (signal \(signal))"
    case .computing:
      "time limit: one call has computed for \(seconds(WorkerLimits.computingMillisecondsPerCall)) s and has not come back; is there a loop that never ends?"
    case .slow:
      "time limit: every call comes back, but together they have computed for more than \(seconds(WorkerLimits.computingMillisecondsPerTest)) s in one test or \(seconds(WorkerLimits.computingMillisecondsInAll)) s in all; does your code do more with every call?"
    case .waiting: "time limit: your code sleeps and does not answer; does it wait for something?"
    case .calls:
      "your code was called more than \(WorkerLimits.callsPerTest) times in one test; does something grow without end?"
    case .bytes:
      "your code took and returned more than \(WorkerLimits.callBytesPerTest >> 20) MiB in one test; does something grow without end?"
    case .printing:
      "your code printed more than \(WorkerLimits.outputBytesMax >> 10) KiB in one test; is there a print in a loop that never ends?"
    case .badReply: "your code disturbed the connection to the grader"
    }
  }

  private func seconds(_ milliseconds: Int) -> String {
    "\(milliseconds / 1000)" + (milliseconds % 1000 == 0 ? "" : ".\(milliseconds % 1000 / 100)")
  }
}
