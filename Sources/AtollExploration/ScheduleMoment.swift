import Atoll

/// Where a schedule stands that somebody writes event by event.
package struct ScheduleMoment: Sendable {
  /// One event that may happen next.
  package struct Choice: Sendable {
    /// What it is, in words.
    package let text: String
    /// Its numbers in a `follow` command: one for each outcome, where the node makes a choice of its own.
    package let numbers: [Int]
  }

  /// What may happen next.
  package let choices: [Choice]
  /// Who has decided what, in words.
  package let decided: [String]
  /// The decisions that can still be reached.
  package let reachable: [String]
  /// Whether that is certain: two decisions were found, or everything was seen.
  package let isSure: Bool
  /// Whether the model cut short some of what was seen, so that what was not found may yet be.
  package let isCutShort: Bool
  /// Whether the problem says what a decision is.
  package let hasDecisions: Bool
}

extension Exploration {
  /// Where a schedule stands; none where the choices name no schedule of the problem.
  package static func moment(
    _ problem: any Explorable, choices: [Int], statesMax: Int
  ) -> ScheduleMoment? {
    func moment<P: Explorable>(_ problem: P) -> ScheduleMoment? {
      let problem = problem.problem
      guard var writer = ScheduleWriter(problem, start: choices.first ?? 0) else { return nil }
      for choice in choices.dropFirst() {
        guard writer.choose(choice) else { return nil }
      }
      return writer.moment(names: problem.cluster.names, statesMax: statesMax)
    }
    return moment(problem)
  }
}

extension ScheduleWriter {
  /// Where the schedule stands.
  func moment(names: [String], statesMax: Int) -> ScheduleMoment {
    var choices: [ScheduleMoment.Choice] = []
    var last: ScheduledEvent<N>?
    for (number, event) in enabled.enumerated() {
      if let last, last.node == event.node, last.what == event.what, let same = choices.popLast() {
        choices.append(.init(text: same.text, numbers: same.numbers + [number]))
      } else {
        choices.append(.init(text: words(event, names), numbers: [number]))
      }
      last = event
    }
    let reachable = reachableDecisions(statesMax: statesMax)
    return ScheduleMoment(
      choices: choices, decided: decided(names), reachable: reachable.decisions, isSure: reachable.isSure,
      isCutShort: reachable.isCutShort, hasDecisions: problem.decision != nil)
  }

  private func decided(_ names: [String]) -> [String] {
    guard let decision = problem.decision else { return [] }
    return zip(names, states).compactMap { name, state in
      decision(state).map { "\(name) has decided \($0.value)" }
    }
  }

  func words(_ event: ScheduledEvent<N>, _ names: [String]) -> String {
    let text = ValueText(names: names)
    let node = names.indices.contains(event.node) ? names[event.node] : "the network"
    switch event.what {
    case .delivery(let message, let from): return "\(node) receives \(text.text(message)) from \(names[from])"
    case .drop(let message, let from):
      return "the network loses \(text.text(message)) from \(names[from]) to \(node)"
    case .lostAtDownNode(let message, let from):
      return "\(text.text(message)) from \(names[from]) reaches \(node), which is down"
    case .timeout(let timer): return "\(node)'s timer \(text.text(timer)) runs out"
    case .request(let place):
      return (problem.clients[NodeID(event.node)]?[place]).map { "\(node) is asked: \(text.text($0))" }
        ?? "\(node) is asked"
    case .crash: return "\(node) crashes"
    case .recovery: return "\(node) recovers"
    case .lostInPartition(let message, let from):
      return "\(text.text(message)) from \(names[from]) to \(node) is lost in the network partition"
    case .partition(let side): return "the network splits: \(problem.words(forCut: side))"
    case .heal: return "the network heals"
    case .forgery(let message, let from):
      let who =
        problem.byzantine.contains(NodeID(from)) ? "Byzantine \(names[from]) sends" : "somebody forges"
      return "\(who) \(text.text(message)) from \(names[from]) to \(node)"
    }
  }
}
