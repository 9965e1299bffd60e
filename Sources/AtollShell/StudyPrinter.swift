import Atoll
import AtollDiagrams
import AtollNotebook
import AtollTerminal

/// Prints a study of a model in one of the forms of `atoll run --study`.
struct StudyPrinter {
  let shell: Shell
  let format: String

  func print(_ name: String, of session: RunSession) throws -> ExitCode {
    let (study, table) = try session.answerStudy(named: name)
    switch format {
    case "csv": try shell.print(raw: CommaSeparated.text(table))
    case "svg":
      guard let plot = Plot(table) else {
        throw CommandError("\(name) is not drawn", next: "its numbers: --format csv")
      }
      let title = "\(session.model?.name ?? "") \(study.name): \(study.summary)"
      try shell.print(raw: plot.svg(title: title, notes: table.remarks))
    case "json": try shell.print(json: StudyReport(study, table, session))
    default:
      var session = session
      if table.drawing != nil {
        try shell.print(try session.perform("plot \(name)").dropLast(table.remarks.count))
        try shell.print()
      }
      try shell.print(try session.perform("table \(name)"))
    }
    return .done
  }
}

/// A study's table as data, for programs.
private struct StudyReport: Encodable {
  struct Column: Encodable { let name, unit: String }
  struct Value: Encodable {
    let value: StudyTable.Value

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch value {
      case .number(let number): try container.encode(number)
      case .word(let word): try container.encode(word)
      case .none: try container.encodeNil()
      }
    }
  }

  let model, study: String
  let settings: [RunReport.SettingValue]
  let seed: UInt64
  let columns: [Column]
  let rows: [[Value]]
  let remarks: [String]

  init(_ study: Study, _ table: StudyTable, _ session: RunSession) {
    let run = RunReport(session)
    (model, self.study) = (run?.model ?? "", study.name)
    (settings, seed) = (run?.settings ?? [], run?.seed ?? 0)
    columns = table.columns.map { Column(name: $0.name, unit: $0.unit) }
    rows = table.rows.map { $0.map { Value(value: $0) } }
    remarks = table.remarks
  }
}
