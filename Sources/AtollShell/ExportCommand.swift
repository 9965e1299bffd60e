import Atoll
import AtollDiagrams
import AtollNotebook
import AtollTerminal
import Foundation

extension OutsideCommand {
  /// `atoll export`
  static let export = OutsideCommand(
    "export MODEL", .run, "write a run as a log: the clients' operations, or all events for ShiViz",
    options: [
      OptionInfo("--set", "NAME=VALUE", "change a setting (may be given several times)"),
      OptionInfo("--seed", "N", "the seed (1 unless said)"),
      OptionInfo("--script", "FILE|-", "the run commands, one a line; - reads standard input"),
      .format("operations", "shiviz"),
    ],
    details: [
      "MODEL is lesson/model; without a script its demonstration runs.",
      "operations: one map a line, as \"atoll check\" reads them: {\"process\": \"a\", \"type\": \"invoke\", \"f\": \"write\",",
      "\"key\": \"x\", \"value\": \"1\"}. What a register holds at first is null.",
      "shiviz: for each event its words, then its node and its vector timestamp.",
    ]
  ) { arguments, shell in
    let model = try arguments.exactly(1, "export MODEL")[0]
    let script = try Script.read(arguments.value("--script"))
    let format = try arguments.choice("--format", among: ["operations", "shiviz"])
    var session = RunSession(course: shell.course, options: shell.display)
    session.isInterrupted = { Interrupt.isRaised }
    _ = try session.perform((["use", model] + arguments.settings()).joined(separator: " "))
    if let seed = arguments.value("--seed") { _ = try session.perform("seed \(seed)") }
    let lines = script?.lines ?? (session.model?.model.demonstration ?? []).enumerated().map { ($0 + 1, $1) }
    for (number, line) in lines {
      do { _ = try session.perform(line) } catch let error as CommandError {
        throw CommandError(
          "\(script?.name ?? "the demonstration"), line \(number): \(error.what)", next: error.next)
      }
      guard !Interrupt.isRaised else { return .interrupted }
    }
    guard let run = session.run else { return .broken }
    if format == "shiviz" {
      try shell.print(raw: RunLog.shiviz(run.trace))
    } else {
      guard let log = session.operationLog() else {
        throw CommandError(
          "\(model) does not say which standard its clients' operations have", next: "say: --format shiviz")
      }
      try shell.print(raw: log)
    }
    return .done
  }
}
