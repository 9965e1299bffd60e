import Atoll
import AtollConsistency

extension RunSession {
  /// The clients' operations as a log; none where the model does not say their standard.
  public func operationLog() -> String? {
    guard let state, let specification = state.entry.model.specification(state.settings) else { return nil }
    return RunLog.operations(state.run, specification)
  }

  /// What a run tells, with whether what the clients saw is linearizable first, where the model says their standard.
  ///
  /// The checkers' answer stands in the place of a finding of the same name: there is one answer, and one explanation.
  static func findings(_ state: RunState) -> [Finding] {
    let own = state.entry.model.findings(state.run, state.settings)
    guard let consistency = ClientConsistency(state) else { return own }
    return [consistency.finding] + own.filter { $0.property != consistency.finding.property }
  }

  /// `check steps`: the verdict after each answer that a client got, and what it rests on.
  func checkSteps(_ state: RunState) throws(CommandError) -> [OutputLine] {
    guard let specification = state.entry.model.specification(state.settings) else {
      throw CommandError("\(state.entry.name) does not say what its clients' object is", next: "say: check")
    }
    let rows = ClientConsistency.steps(state.run, specification, arrow: options.arrow)
    guard !rows.isEmpty else { return [OutputLine("no client has been answered yet")] }
    return table(["event", "answer", "linearizable", "because"], rows)
  }
}

/// Which consistency levels hold of what the clients of a run saw, and why it is not linearizable.
struct ClientConsistency {
  /// Whether it is linearizable, and an order that explains it, or why there is none.
  let finding: Finding
  /// Why it is not.
  let core: ViolationCore?
  /// The strongest levels that hold, in words; none where nobody has used the object.
  let strongest: String?

  /// None where the model does not say what its clients' object is.
  init?(_ state: RunState) {
    guard let specification = state.entry.model.specification(state.settings) else { return nil }
    self.init(Self.checked(state.run, specification, until: .max))
  }

  private init(_ history: CheckedHistory) {
    let report = LevelReport(history)
    let levels = report.maximal.map(\.words).joined(separator: ", ")
    strongest = history.operations.isEmpty ? nil : levels.isEmpty ? "none" : levels
    switch LinearizabilityDecision(history).answer() {
    case .linearizable(let order):
      core = nil
      finding = Finding(
        "linearizable", .yes, order.count > 1 ? ["in this order: \(Self.numbers(order))"] : [])
    case .notLinearizable:
      var search = CoreSearch(.linearizable)
      core = search.core(of: history)
      finding = Finding("linearizable", .no, core.map(CoreText.notes) ?? [])
    case .unknown:
      core = nil
      finding = Finding("linearizable", .open, ["a limit was reached: not decided"])
    }
  }

  /// A row for each answer: its event, what was answered, the verdict on the history until then, what it rests on.
  static func steps(
    _ run: any Simulating, _ specification: some SequentialSpecification, arrow: String
  ) -> [[String]] {
    let text = ValueText(names: run.names)
    var events: [Int: Int] = [:]
    for event in run.trace.events where event.kind == .response {
      if let operation = event.operation { events[operation] = event.number }
    }
    let answered = run.clientOperations.compactMap { operation in
      operation.returned.map { (end: $0, operation: operation) }
    }
    return answered.sorted { $0.end < $1.end }.map { end, operation in
      let consistency = ClientConsistency(checked(run, specification, until: end))
      let reply = operation.reply.map { text.text($0) } ?? ""
      return [
        events[operation.id.number].map { "e\($0)" } ?? "",
        "\(operation.id) \(run.names[operation.node.index]): \(text.text(operation.request)) \(arrow) \(reply)",
        consistency.finding.answer.rawValue,
        consistency.core.map { "not together: \(numbers($0.completed.map(\.number)))" }
          ?? consistency.finding.reasons.first ?? "",
      ]
    }
  }

  private static func numbers(_ order: [Int]) -> String {
    let shown = order.prefix(16).map { "#\($0)" }.joined(separator: " ")
    return order.count > 16 ? "\(shown) … (\(order.count) in all)" : shown
  }

  private static func checked<S: SequentialSpecification>(
    _ run: any Simulating, _ specification: S, until end: Int
  ) -> CheckedHistory {
    let text = ValueText(names: run.names)
    return CheckedHistory(History<S.Request, S.Reply>(of: run).until(end), specification) { text.text($0) }
  }
}

extension History {
  /// The history as it was just after a response: later operations have not begun, or are pending.
  fileprivate func until(_ end: Int) -> History {
    History(
      entries.filter { $0.invoked < end }.map { entry in
        var entry = entry
        if let returned = entry.returned, returned > end { (entry.reply, entry.returned) = (nil, nil) }
        return entry
      })
  }
}
