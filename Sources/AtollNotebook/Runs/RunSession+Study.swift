import Atoll
import AtollDiagrams

/// What takes many runs to answer: the model's studies.
extension RunSession {
  /// `table NAME`: what a study found, in numbers.
  func tableOfStudy(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    let answered = try answer(words, after: "table", state)
    return [heading(answered.study)] + StudyText.lines(answered.table, width: options.width)
      + answered.remarks
  }

  /// `plot NAME`: the same, drawn.
  func plotOfStudy(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    let answered = try answer(words, after: "plot", state)
    guard let plot = Plot(answered.table) else {
      throw CommandError(
        "\(answered.study.name) is not drawn", next: "say: table \(answered.study.name)")
    }
    return [heading(answered.study)] + plot.lines(options) + answered.remarks
  }

  /// A study of the model in use, answered with the settings and the seed of the run.
  ///
  /// - Throws: `CommandError` where the model has no such study, or has several and none is named.
  public func answerStudy(named name: String?) throws(CommandError) -> (study: Study, table: StudyTable) {
    guard let state else { throw CommandError("no model is in use", next: "say: use MODEL") }
    let studies = state.entry.model.studies
    guard !studies.isEmpty else { throw CommandError("\(state.entry.name) has no studies") }
    let study: Study
    if let name {
      guard let named = studies.first(where: { $0.name == name }) else {
        throw .unknown("study", name, known: studies.map(\.name))
      }
      study = named
    } else if let only = studies.first, studies.count == 1 {
      study = only
    } else {
      throw CommandError(
        "which study of \(state.entry.name)?",
        next: "there are: " + studies.map(\.name).joined(separator: ", "))
    }
    return (study, study.answer(state.settings, state.seed))
  }

  private func answer(_ words: [String], after verb: String, _ state: RunState) throws(CommandError)
    -> (study: Study, table: StudyTable, remarks: [OutputLine])
  {
    guard words.count <= 1 else { throw CommandError("a \(verb) of one study", next: "say: \(verb) NAME") }
    let (study, table) = try answerStudy(named: words.first)
    return (study, table, table.remarks.map { OutputLine($0, .dim) })
  }

  private func heading(_ study: Study) -> OutputLine {
    OutputLine([(study.name, .heading), (": \(study.summary)", .plain)])
  }
}

extension Plot {
  /// The plot as output lines, or its sentences.
  package func lines(_ options: DisplayOptions) -> [OutputLine] {
    guard options.signs != .sentences else { return sentences().map { OutputLine($0) } }
    return text(width: options.width, glyphs: options.signs == .unicode ? .unicode : .ascii).map { line in
      OutputLine(line.spans.map { ($0.text, DiagramText.role($0.role)) })
    }
  }
}
