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
    case .memory: "out of memory: your code may use \(WorkerLimits.addressSpaceBytes >> 20) MiB"
    case .signalled(let signal): "your code crashed (signal \(signal))"
    case .computing: "time limit: your code computes without end; is there a loop that never ends?"
    case .waiting(let milliseconds):
      "time limit: no answer within \(milliseconds / 1000) s; does your code wait for something?"
    case .outOfTime:
      "not finished: the time for all tests together was up; if your code is quick elsewhere, the machine is too busy: grade again"
    case .printing(let bytes):
      "your code printed more than \(bytes >> 10) KiB in one test; is there a print in a loop that never ends?"
    case .badReply: "your code disturbed the connection to the grader"
    }
  }
}
