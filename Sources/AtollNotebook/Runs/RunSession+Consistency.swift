import Atoll
import AtollConsistency

extension RunSession {
  /// The clients' operations as a log; none where the model does not say their standard.
  public func operationLog() -> String? {
    guard let state, let specification = state.entry.model.specification(state.settings) else { return nil }
    return RunLog.operations(state.run, specification)
  }

  /// Which consistency levels hold of what the clients saw, and why it is not linearizable.
  func consistency(_ state: RunState) -> [OutputLine] {
    guard !state.run.clientOperations.isEmpty,
      let specification = state.entry.model.specification(state.settings)
    else { return [] }
    let history = checkedHistory(state.run, specification)
    let report = LevelReport(history)
    let strongest = report.maximal.map(\.words).joined(separator: ", ")
    var lines = [
      OutputLine([("strongest consistency: ", .plain), (strongest.isEmpty ? "none" : strongest, .heading)])
    ]
    var search = CoreSearch(.linearizable)
    if report.verdict(.linearizable) == .broken, let core = search.core(of: history) {
      lines += CoreText.lines(core, options)
    }
    return lines
  }

  private func checkedHistory<S: SequentialSpecification>(_ run: any Simulating, _ specification: S)
    -> CheckedHistory
  {
    let text = ValueText(names: run.names)
    return CheckedHistory(History<S.Request, S.Reply>(of: run), specification) { text.text($0) }
  }
}
