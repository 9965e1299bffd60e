import AtollGrading
import AtollNotebook
import AtollTerminal
import AtollText
import Foundation

extension OutsideCommand {
  /// `atoll peers`
  static let peers = OutsideCommand(
    "peers [STEP...]", .run, "a distributed actor between real processes, with a proxy that drops bytes",
    options: [
      OptionInfo(
        "--timeout", "MS", "how long a call waits for its answer, in milliseconds (300 unless said)"),
      OptionInfo("--retries", "N", "how often the caller calls again when it got no answer (0 unless said)"),
      OptionInfo("--receipts", nil, "give each deposit a receipt, the same at each attempt"),
      .format("text", "json"),
    ],
    details: [
      "The account of the model middleware/distributed-actor, the same Swift code, lives in a process of its own. This "
        + "process calls it over a socket, through a proxy, which is a third process.",
      "Without STEP it is a demonstration. Steps are words in quotes, as in: atoll peers \"drop answers\" \"deposit 5\" "
        + "heal balance. There are: \(PeerStep.usage). Milliseconds are held back each way; here calls an account in this "
        + "process; heal passes everything on again; kill is kill -9, which "
        + "during a call comes half-way through the delay and after 20 ms at least; start puts a new process in the place of the old.",
      "All times are measured, and differ each time. All processes end with this one.",
      "JSON: {processes: {caller, account, proxy}, steps: [{step, told, milliseconds, holds, isUndecided}]}.",
    ]
  ) { arguments, shell in
    let texts = arguments.words.isEmpty ? PeerStep.demonstration : arguments.words
    let steps = try texts.map { (step: try PeerStep($0), text: $0) }
    let timeout = try arguments.number("--timeout", in: 1...10_000, standard: 300)
    let retries = try arguments.number("--retries", in: 0...5, standard: 0)
    let format = try arguments.choice("--format", among: ["text", "json"])
    do {
      let run = try PeersRun(
        executable: shell.installation.executable, patience: .milliseconds(timeout), retries: retries,
        usesReceipts: arguments.has("--receipts"))
      defer { run.end() }
      return try PeersPage(shell, isText: format == "text", timeout: timeout).show(steps, run)
    } catch let failure as PeerProcess.Failure {
      try shell.tell("atoll: \(failure.what)", .fail)
      return .broken
    } catch let error as SystemError {
      try shell.tell("atoll: \(error.message)", .fail)
      return .broken
    }
  }
}

extension Arguments {
  /// A whole number that an option gives.
  fileprivate func number(
    _ name: String, in range: ClosedRange<Int>, standard: Int
  ) throws(CommandError) -> Int {
    guard let text = value(name) else { return standard }
    guard let number = Int(text), range.contains(number) else {
      throw CommandError(
        "\(name) cannot be \"\(text)\"",
        next: "allowed: a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}

/// What `atoll peers` prints.
private struct PeersPage {
  private let shell: Shell
  private let isText: Bool
  private let timeout: Int

  private struct Report: Encodable {
    struct Processes: Encodable { let caller, account, proxy: Int }
    let processes: Processes
    let steps: [PeersRun.Result]
  }

  init(_ shell: Shell, isText: Bool, timeout: Int) {
    (self.shell, self.isText, self.timeout) = (shell, isText, timeout)
  }

  func show(_ steps: [(step: PeerStep, text: String)], _ run: PeersRun) throws -> ExitCode {
    let processes = run.processes
    if isText { try head(processes) }
    var results: [PeersRun.Result] = []
    for (step, text) in steps {
      guard !Interrupt.isRaised else { return .interrupted }
      let result = try run.perform(step, text)
      guard !Interrupt.isRaised else { return .interrupted }
      results.append(result)
      if isText { try row(result) }
    }
    if isText { return try end(results) }
    try shell.print(
      json: Report(
        processes: .init(caller: processes.caller, account: processes.account, proxy: processes.proxy),
        steps: results))
    return .done
  }

  private func head(_ processes: (caller: Int, account: Int, proxy: Int)) throws {
    try shell.print(
      wrapped: StyledLine(
        "The account lives in process \(processes.account). This process, \(processes.caller), calls it through a "
          + "proxy, process \(processes.proxy), and waits \(timeout) ms for an answer. Times are measured."))
    try shell.print(columns("step", "the caller was told", "after", "account holds", .heading))
  }

  private func row(_ result: PeersRun.Result) throws {
    let time = result.milliseconds.map { String(format: $0 < 10 ? "%.2f ms" : "%.0f ms", $0) } ?? ""
    try shell.print(
      columns(
        result.step, result.told ?? "", time, result.holds.map(String.init) ?? "(not running)",
        result.isUndecided ? .warning : []))
  }

  private func columns(
    _ step: String, _ told: String, _ time: String, _ holds: String, _ roles: TextRoles
  ) -> StyledLine {
    let time = String(repeating: " ", count: max(0, 9 - time.count)) + time
    return StyledLine(step, roles).padded(to: 22) + StyledLine(told.safeToPrint(), roles).padded(to: 20)
      + StyledLine(time + "  " + holds, roles)
  }

  /// Says of each call that left the caller in the dark what became of it.
  private func end(_ results: [PeersRun.Result]) throws -> ExitCode {
    for (before, result) in zip(results, results.dropFirst())
    where result.isUndecided && result.step != "balance" {
      guard let was = before.holds, let holds = result.holds else { continue }
      try shell.print(
        wrapped: StyledLine(
          "\"\(result.step)\" was told \"\(result.told ?? "")\": the account went from \(was) to \(holds)."))
    }
    return .done
  }
}
