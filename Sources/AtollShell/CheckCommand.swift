import AtollConsistency
import AtollDiagrams
import AtollNotebook
import AtollTerminal
import AtollText
import Foundation

extension OutsideCommand {
  /// `atoll check`
  static let check = OutsideCommand(
    "check FILE", .look, "whether a log of client operations is linearizable, and why not",
    options: [
      OptionInfo(
        "--spec", "SPEC",
        "the standard: "
          + (LogSpecification.all.map(\.name) + [TransactionCheck.name]).joined(separator: ", ")),
      OptionInfo("--level", "LEVEL", "what to decide (linearizable unless said)"),
      OptionInfo("--steps", "N", "how many steps to try before the answer is \"unknown\""),
      .format("text", "json", "svg", "html"),
    ],
    details: [
      "FILE is a log, one event a line; - reads standard input. Blank lines and lines that begin with # or ; are skipped.",
      "Jepsen's: INFO jepsen.util - PROCESS :invoke|:ok|:fail|:info :FUNCTION VALUE",
      "EDN, also porcupine's with :key: {:process 0, :type :invoke, :f :write, :value 1}",
      "Maps as one writes them for programs: {\"process\": \"0\", \"type\": \"invoke\", \"f\": \"write\", \"key\": \"x\", \"value\": 1}",
      "An operation without an answer, or with :info, may take effect at any later time or never. One that failed took no"
        + " effect.",
    ]
      + LogSpecification.all.map { "\($0.name): \($0.summary). Functions: \($0.functions)." }
      + [
        "transactions: lists or registers by key, written by whole transactions. Function: txn [[:append KEY VALUE] [:w KEY"
          + " VALUE] [:r KEY nil]]; appends and writes not in one log.",
        "LEVEL of transactions: " + IsolationLevel.allCases.map(\.rawValue).joined(separator: ", ")
          + " (serializable unless said)",
        "LEVEL of all others: " + ConsistencyLevel.allCases.map(\.rawValue).joined(separator: ", "),
        "Exit code 0: it holds; 1: it does not; 2: a malformed line; 4: unknown.",
        "JSON: {verdict, level, operations, seconds, witness: [{number, line, client, request, reply}], core: [{number,"
          + " line, client, request, reply}], reason, irreducible}; verdict is LEVEL, not-LEVEL or unknown. seconds is"
          + " deciding only. What has no reply in the core is pending for ever, or its reply is not needed.",
      ]
  ) { arguments, shell in
    let path = try arguments.exactly(1, "check FILE --spec SPEC")[0]
    guard arguments.value("--spec") != TransactionCheck.name else {
      let (name, text) = try TextInput.read(path, "the log")
      return try TransactionCheck(arguments, shell, source: name, text).run()
    }
    let request = try CheckRequest(arguments)
    let (name, text) = try TextInput.read(path, "the log")
    let history: LoggedHistory
    do throws(LogError) {
      history = try request.specification.history(OperationLog(text))
    } catch {
      throw CommandError("\(name)" + (error.line == nil ? ": " : ", ") + error.description)
    }
    let report = CheckReport(
      history, request.level, stepsMax: request.stepsMax, isStopped: { Interrupt.isRaised }
    ) { Stopwatch.seconds($0) }
    guard !Interrupt.isRaised else {
      try shell.tell("interrupted: not decided", .warning)
      return .interrupted
    }
    if let problem = report.witnessProblem {
      try shell.tell("the checker is wrong, its own order does not explain the log: \(problem)", .fail)
      return .broken
    }
    guard report.verdict != .undefined else {
      throw CommandError(
        "\(request.level.words) is asked of reads and writes of registers only",
        next: "ask for linearizable, sequentially-consistent or convergent-after-quiescence")
    }
    try CheckPrinter(shell: shell, name: name, request: request, log: history.log, report: report).print()
    guard !Interrupt.isRaised else {
      try shell.tell("interrupted: the reasons above may not be all", .warning)
      return .interrupted
    }
    switch report.verdict {
    case .holds: return .done
    case .broken: return .failed
    case .unknown, .undefined: return .bounded
    }
  }
}

/// What the command line asks of `atoll check`.
struct CheckRequest {
  let specification: LogSpecification
  let level: ConsistencyLevel
  let stepsMax: Int?
  let format: String

  init(_ arguments: Arguments) throws(CommandError) {
    let specifications = LogSpecification.all
    let names = specifications.map(\.name) + [TransactionCheck.name]
    guard let name = arguments.value("--spec") else {
      throw CommandError("--spec is missing", next: "there are: \(names.joined(separator: ", "))")
    }
    guard let specification = specifications.first(where: { $0.name == name }) else {
      throw .unknown("specification", name, known: names)
    }
    self.specification = specification
    let word = arguments.value("--level") ?? ConsistencyLevel.linearizable.rawValue
    guard let level = ConsistencyLevel(rawValue: word) else {
      throw .unknown("level", word, known: ConsistencyLevel.allCases.map(\.rawValue))
    }
    self.level = level
    stepsMax = try arguments.value("--steps").map { word throws(CommandError) in
      guard let steps = Int(word), (1...1_000_000_000).contains(steps) else {
        throw CommandError("--steps cannot be \"\(word)\"", next: "it takes a number from 1 to 1000000000")
      }
      return steps
    }
    format = try arguments.choice("--format", among: ["text", "json", "svg", "html"])
  }
}
