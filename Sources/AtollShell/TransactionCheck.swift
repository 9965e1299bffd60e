import AtollConsistency
import AtollDiagrams
import AtollNotebook
import AtollTerminal
import AtollText
import Foundation

/// `atoll check --spec transactions`: the isolation levels of a log of transactions.
struct TransactionCheck {
  /// The name under which `--spec` knows it.
  static let name = "transactions"

  private let shell: Shell
  private let source: String
  private let log: OperationLog
  private let transactions: [Transaction]
  private let level: IsolationLevel
  private let format: String

  init(_ arguments: Arguments, _ shell: Shell, source: String, _ text: String) throws(CommandError) {
    self.shell = shell
    self.source = source
    let word = arguments.value("--level") ?? IsolationLevel.serializable.rawValue
    guard let level = IsolationLevel(rawValue: word) else {
      throw .unknown("level of transactions", word, known: IsolationLevel.allCases.map(\.rawValue))
    }
    self.level = level
    format = try arguments.choice("--format", among: ["text", "json", "svg", "html"])
    do throws(LogError) {
      log = try OperationLog(text)
      transactions = try TransactionLog.transactions(log)
    } catch {
      throw CommandError("\(source)" + (error.line == nil ? ": " : ", ") + error.description)
    }
  }

  func run() throws -> ExitCode {
    var answer = IsolationCheck.Answer.unknown("")
    let seconds = Stopwatch.seconds { answer = IsolationCheck(transactions).answer(level) }
    switch format {
    case "json": try shell.print(json: row(answer, seconds))
    case "svg", "html": try shell.print(raw: picture(answer))
    default: try printText(answer, seconds)
    }
    switch answer {
    case .holds: return .done
    case .broken: return .failed
    case .unknown: return .bounded
    }
  }

  private func printText(_ answer: IsolationCheck.Answer, _ seconds: Double) throws {
    let clients = Set(transactions.map(\.client)).count
    try shell.print(
      StyledLine(
        "\(source): \(transactions.count.of("transaction")) by \(clients.of("client"))".safeToPrint()))
    let time = String(format: "  (%.4f s)", seconds)
    let (word, role) = verdict(answer)
    try shell.print([OutputLine([("\(level.words): ", .heading), (word, role), (time, .dim)])])
    if case .broken(let sentence, let cycle) = answer {
      try shell.print()
      if !cycle.isEmpty { try shell.print(CoreText.lines(diagram(cycle), shell.display)) }
      try shell.print([OutputLine(sentence)])
    }
    try shell.print()
    let width = IsolationLevel.allCases.map(\.words.count).max() ?? 0
    for level in IsolationLevel.allCases {
      let (word, role) = verdict(level == self.level ? answer : IsolationCheck(transactions).answer(level))
      let name = level.words + String(repeating: " ", count: width + 2 - level.words.count)
      try shell.print([OutputLine([("  " + name, .plain), (word, role)])])
    }
  }

  private func verdict(_ answer: IsolationCheck.Answer) -> (String, OutputLine.Role) {
    switch answer {
    case .holds: ("yes", .pass)
    case .broken: ("no", .fail)
    case .unknown(let why): ("unknown: \(why)", .warning)
    }
  }

  /// The transactions of a cycle, in the order of their invocations.
  private func diagram(_ cycle: [Dependency]) -> HistoryDiagram {
    let places = Set(cycle.flatMap { [$0.from, $0.to] }).sorted {
      transactions[$0].invoked < transactions[$1].invoked
    }
    return HistoryDiagram(
      operations: places.map { place in
        let transaction = transactions[place]
        return .init(
          name: "T\(transaction.number) by \(transaction.client)", words: transaction.words,
          invoked: transaction.invoked, returned: transaction.returned)
      }, order: [])
  }

  private func picture(_ answer: IsolationCheck.Answer) -> String {
    let title = "\(source): \(verdictName(answer))"
    guard case .broken(let sentence, let cycle) = answer else {
      return HistoryDiagram(operations: [], order: []).svg(title: title, notes: [title])
    }
    let svg = diagram(cycle).svg(title: title, notes: [sentence])
    return format == "svg"
      ? svg : "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><body>\n\(svg)</body></html>"
  }

  private func verdictName(_ answer: IsolationCheck.Answer) -> String {
    switch answer {
    case .holds: level.rawValue
    case .broken: "not-\(level.rawValue)"
    case .unknown: "unknown"
    }
  }

  private struct Row: Encodable {
    struct Operation: Encodable {
      let number, line: Int
      let client, request: String
    }
    let verdict, level: String
    let operations: Int
    let seconds: Double
    let core: [Operation]?
    let reason: String?
  }

  private func row(_ answer: IsolationCheck.Answer, _ seconds: Double) -> Row {
    var core: [Row.Operation]?
    var reason: String?
    switch answer {
    case .holds: break
    case .unknown(let why): reason = why
    case .broken(let sentence, let cycle):
      reason = sentence
      core = Set(cycle.map(\.from)).sorted().map { place in
        let transaction = transactions[place]
        return .init(
          number: transaction.number, line: log.operations[place].line, client: transaction.client,
          request: transaction.words)
      }
    }
    return Row(
      verdict: verdictName(answer), level: level.rawValue, operations: transactions.count, seconds: seconds,
      core: core,
      reason: reason)
  }
}
