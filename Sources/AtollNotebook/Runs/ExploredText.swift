import Atoll

/// What an exploration lets happen, in a line: who asks what, which faults, what the network and the timers may do.
enum ExploredText {
  static func line(_ problem: any Explorable) -> OutputLine {
    func parts<P: Explorable>(_ problem: P) -> [String] { ExploredText.parts(problem.problem) }
    return OutputLine("explored: every order of events; " + parts(problem).joined(separator: "; "), .dim)
  }

  private static func parts<N>(_ problem: ExplorationProblem<N>) -> [String] {
    let words = ValueText(names: problem.cluster.names)
    let clients = problem.clients.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
    var parts = clients.map { node, requests in
      "\(words.text(node)) asks " + requests.map { words.text($0) }.joined(separator: ", then ")
    }
    parts += problem.byzantine.map { "\(words.text($0)) is Byzantine" }
    var faults = problem.faults
    if faults.crashes == 0 { faults.recoveries = 0 }  // nobody is down
    // A message that may arrive any number of times may arrive never.
    let none = problem.network == .duplicating ? "nobody crashes" : "nobody crashes, and nothing is lost"
    parts.append(faults.total > 0 ? "at most \(ExplainText.words(faults))" : none)
    switch problem.network {
    case .unordered: break
    case .ordered: parts.append("each link keeps its order")
    case .duplicating: parts.append("each message may arrive at any time, and any number of times")
    }
    if problem.timers == .inOrder { parts.append("timers run out in the order of their times") }
    return parts
  }
}
