import AtollConsistency
import AtollDiagrams
import AtollNotebook
import AtollTerminal
import AtollText
import Foundation

/// Prints what `atoll check` has found.
struct CheckPrinter {
  let shell: Shell
  let name: String
  let request: CheckRequest
  let log: OperationLog
  let report: CheckReport

  /// A longer history is decided at the level that was asked for; all levels would take long.
  private static let operationsForAllLevels = 5000

  func print() throws {
    switch request.format {
    case "json": try shell.print(json: CheckRow(report, log))
    case "svg": try shell.print(raw: picture(report.core()))
    case "html": try shell.print(raw: page())
    default: try printText()
    }
  }

  // MARK: - Text

  private func printText() throws {
    let clients = Set(log.operations.map(\.client)).count
    try shell.print(
      StyledLine(
        "\(name): \(log.operations.count.of("operation")) by \(clients.of("client")), as \(request.specification.name)"
          .safeToPrint()))
    try shell.print([verdictLine])
    let core = report.core()
    if let core {
      try shell.print()
      try shell.print(CoreText.lines(core, shell.display))
    }
    if let witness = report.witness { try printWitness(witness) }
    try shell.print()
    try printLevels()
  }

  private var verdictLine: OutputLine {
    let time = String(format: "  (%.4f s)", report.seconds)
    let (word, role): (String, OutputLine.Role) =
      switch report.verdict {
      case .holds: ("yes", .pass)
      case .broken: ("no", .fail)
      case .unknown, .undefined: ("unknown: the search has reached its limit", .warning)
      }
    return OutputLine([("\(report.level.words): ", .heading), (word, role), (time, .dim)])
  }

  private func printWitness(_ witness: [Int]) throws {
    let shown = witness.prefix(30).map { "#\($0)" }.joined(separator: " ")
    let more = witness.count > 30 ? " ... (\(witness.count) in all)" : ""
    try shell.print(
      wrapped: StyledLine("an order that explains it, checked by itself: \(shown)\(more)"), indent: 2)
  }

  private func printLevels() throws {
    guard log.operations.count <= Self.operationsForAllLevels else {
      try shell.print(
        StyledLine("for so long a log other levels are decided one at a time: --level LEVEL", .dim))
      return
    }
    let levels = report.levels()
    try shell.print(CoreText.lines(levels))
    for (level, verdict) in levels.verdicts where verdict == .broken && level != report.level {
      var search = CoreSearch(level)
      guard let core = search.core(of: report.history) else { continue }
      try shell.print()
      try shell.print(StyledLine("not \(level.words):", .heading))
      try shell.print(CoreText.lines(core, shell.display))
    }
  }

  // MARK: - Pictures

  private func picture(_ core: ViolationCore?) -> String {
    let verdict = "\(name): \(request.specification.name), \(CheckRow.verdict(report))"
    guard let core else {
      return HistoryDiagram(operations: [], order: []).svg(title: verdict, notes: [verdict])
    }
    return CoreText.diagram(core).svg(title: verdict, notes: CoreText.notes(core))
  }

  private func page() -> String {
    var parts = ["<h1>\(name.escapedForHTML)</h1>", "<p>\(log.operations.count.of("operation"))</p>"]
    parts.append("<h2>\(CheckRow.verdict(report))</h2>")
    if let core = report.core() { parts.append(picture(core)) }
    if log.operations.count <= Self.operationsForAllLevels {
      parts.append("<h2>All levels</h2><pre>")
      parts += CoreText.lines(report.levels()).map { $0.text.escapedForHTML }
      parts.append("</pre>")
    }
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>\(name.escapedForHTML)</title>
      <style>:root{color-scheme:light dark}body{font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}svg{max-width:100%;height:auto}</style></head><body>
      \(parts.joined(separator: "\n"))
      </body></html>
      """
  }
}

extension String {
  /// The text as HTML content.
  fileprivate var escapedForHTML: String {
    safeToPrint().markupEscaped
  }
}

/// What `atoll check --format json` prints.
private struct CheckRow: Encodable {
  struct Operation: Encodable {
    let number, line: Int
    let client, request: String
    let reply: String?
  }

  let verdict, level: String
  let operations: Int
  let seconds: Double
  let witness, core: [Operation]?
  let reason: String?
  let irreducible: Bool?

  static func verdict(_ report: CheckReport) -> String {
    switch report.verdict {
    case .holds: report.level.rawValue
    case .broken: "not-\(report.level.rawValue)"
    case .unknown, .undefined: "unknown"
    }
  }

  init(_ report: CheckReport, _ log: OperationLog) {
    let history = report.history
    func row(_ operation: CheckedHistory.Operation) -> Operation {
      let words = history.words(of: operation)
      return Operation(
        number: operation.number, line: log.operations[operation.number - 1].line,
        client: history.clients[operation.client], request: words.request,
        reply: operation.isPending ? nil : words.reply)
    }
    let byNumber = Dictionary(uniqueKeysWithValues: history.operations.map { ($0.number, $0) })
    let found = report.core()
    verdict = Self.verdict(report)
    level = report.level.rawValue
    operations = log.operations.count
    seconds = report.seconds
    witness = report.witness.map { $0.compactMap { byNumber[$0] }.map(row) }
    core = found.map { $0.operations.map(row) }
    reason = found?.sentence
    irreducible = found?.isIrreducible
  }
}
