import Atoll
import AtollDiagrams
import AtollNotebook
import AtollTerminal
import Foundation

extension OutsideCommand {
  /// `atoll export`
  static let export = OutsideCommand(
    "export MODEL", .run, "write a run as a log: the clients' operations, or all events for ShiViz",
    options: OptionInfo.ofRun + [.format("operations", "shiviz")],
    details: [
      "MODEL is lesson/model; without a script its demonstration runs.",
      "operations: one map a line, as \"atoll check\" reads them: {\"process\": \"a\", \"type\": \"invoke\", \"f\": \"write\",",
      "\"key\": \"x\", \"value\": \"1\"}. What a register holds at first is null.",
      "shiviz: for each event its words, then its node and its vector timestamp.",
    ]
  ) { arguments, shell in
    let model = try arguments.exactly(1, "export MODEL")[0]
    let format = try arguments.choice("--format", among: ["operations", "shiviz"])
    let opened = try OpenedRun(model, arguments, shell)
    var session = opened.session
    for (number, line) in opened.lines {
      do { _ = try session.perform(line) } catch let error as CommandError {
        throw CommandError("\(opened.source), line \(number): \(error.what)", next: error.next)
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
