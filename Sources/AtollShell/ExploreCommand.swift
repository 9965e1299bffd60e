import AtollExploration
import AtollNotebook
import AtollTerminal
import Foundation
import Synchronization

extension OutsideCommand {
  /// `atoll explore`
  static let explore = OutsideCommand(
    "explore MODEL", .look, "look at all that a model can do; find the shortest run that breaks a property",
    options: [
      OptionInfo("--list", nil, "list the models that can be explored, one a line"),
      OptionInfo("--set", "NAME=VALUE", "change a setting (may be given several times)"),
    ]
      + ExploreWords.names.map { OptionInfo("--\($0.name)", "N", $0.summary) }
      + [
        OptionInfo("--symmetry", nil, "explore one configuration of each orbit of interchangeable nodes"),
        OptionInfo(
          "--reduction", "KIND",
          "sleep-sets (unless said), or none: try every transition; the result is the same"),
        OptionInfo("--memory", "MB", "how much memory for configurations (half of what is free unless said)"),
        OptionInfo("--first", nil, "stop at the first violation"),
        OptionInfo("--explain", nil, "say which faults it takes, and what changed what in a shortest run"),
        .format("text", "json"),
      ],
    details: [
      "Exit code 0: complete, no violation; 1: a violation; 4: bounded, no violation in what was seen.",
      "Transitions are events that change the configuration. With --symmetry, only the configurations of which there is",
      "one for each orbit are explored, and have their transitions counted; states says how many there are in all.",
      "Sleep sets, a partial-order reduction, leave out transitions of which it is known without trying that they lead",
      "to configurations found before: configurations, answers and shortest runs are the same without. All transitions",
      "are counted; --reduction sleep-sets says how many were tried. With --symmetry there are none, and one thread only.",
      "JSON: {outcome: complete|bounded, bound, states, orbits, transitions, tried, depth, seconds, violations:",
      "[{property, length, loop, replay}]}; seconds covers everything but the start of the program. loop says how many of the last",
      "steps go on for ever (0: the run ends too early); only counterexamples to liveness have it.",
      "--explain adds explanation: {property, faults, attempts: [{faults, outcome, states, broken}], length, replay,",
      "culprits, changes: [{event, node, fields: [{name, before, after}], needed}], unneeded}; events are numbers.",
    ]
  ) { arguments, shell in
    if arguments.has("--list") {
      _ = try arguments.exactly(0, "explore --list")
      for entry in shell.course.models where entry.model.problem(.init(entry.model.settings)) != nil {
        try shell.print(StyledLine(entry.name))
      }
      return .done
    }
    let name = try arguments.exactly(1, "explore MODEL")[0]
    let format = try arguments.choice("--format", among: ["text", "json"])
    var session = RunSession(course: shell.course, options: shell.display)
    let opening = try session.perform((["use", name] + arguments.settings()).joined(separator: " "))
    var bounds = ExploreWords()
    for bound in ExploreWords.names.map(\.name) {
      if let value = arguments.value("--\(bound)") { try bounds.set("\(bound)=\(value)") }
    }
    if arguments.has("--symmetry") { try bounds.set("symmetry=yes") }
    if let kind = arguments.value("--reduction") { try bounds.set("reduction=\(kind)") }
    var limits = SearchLimits()
    limits.bytes = try memory(arguments.value("--memory"))
    limits.stopsAtViolation = arguments.has("--first")
    let progress = ExploreProgress(shell.errors)
    limits.goesOn = { progress.goesOn($0) }
    let watch = ContinuousClock()
    let began = watch.now
    let isExplained = arguments.has("--explain")
    let (report, explanation) =
      isExplained
      ? try session.explanation(bounds, limits) : (try session.exploration(bounds, limits), nil)
    let seconds = (watch.now - began) / .seconds(1)
    progress.end()
    let printer = ExplorePrinter(
      shell: shell, session: session, bounds: bounds, report: report, seconds: seconds,
      isExplained: isExplained, explanation: explanation)
    if format == "json" { try printer.printJSON() } else { try printer.printText(opening) }
    return printer.code
  }

  /// Megabytes from the option, or half of the memory that is free now.
  private static func memory(_ option: String?) throws(CommandError) -> Int {
    if let option {
      guard let megabytes = Int(option), megabytes > 0 else {
        throw CommandError("--memory cannot be \"\(option)\"", next: "allowed: a whole number of megabytes")
      }
      return megabytes << 20
    }
    let info = FileManager.default.contents(atPath: "/proc/meminfo").map {
      String(decoding: $0, as: UTF8.self)
    }
    let line = info?.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return kilobytes.map { $0 * 512 } ?? 2 << 30
  }
}

/// How far an exploration has come, on standard error: at most twice a second.
private final class ExploreProgress: Sendable {
  private let errors: Output
  private let state: Mutex<(began: ContinuousClock.Instant, told: ContinuousClock.Instant, hasTold: Bool)>

  init(_ errors: Output) {
    self.errors = errors
    let now = ContinuousClock().now
    state = Mutex((now, now, false))
  }

  func goesOn(_ progress: SearchProgress) -> Bool {
    let now = ContinuousClock().now
    let elapsed = state.withLock { state -> Duration? in
      guard now - state.told >= .milliseconds(500) else { return nil }
      state.told = now
      state.hasTold = true
      return now - state.began
    }
    if let elapsed { try? tell(progress, elapsed) }
    return !Interrupt.isRaised
  }

  private func tell(_ progress: SearchProgress, _ elapsed: Duration) throws {
    let rate = Double(progress.states) / (elapsed / .seconds(1)) / 1e6
    let text =
      "\(progress.states) configurations, depth \(progress.depth), \(progress.frontier) to expand, "
      + String(format: "%.1f million/s, ", rate) + "\(progress.bytes >> 20) MB"
    try errors.write(errors.style.canRepaint ? "\r\(text)\u{1B}[K" : text + "\n")
  }

  /// Takes the line away.
  func end() {
    let hasTold = state.withLock { $0.hasTold }
    if hasTold, errors.style.canRepaint { try? errors.write("\r\u{1B}[K") }
  }
}

/// Prints what an exploration found.
private struct ExplorePrinter {
  let shell: Shell
  let session: RunSession
  let bounds: ExploreWords
  let report: ExplorationReport
  let seconds: Double
  let isExplained: Bool
  let explanation: Explanation?

  var code: ExitCode {
    if report.hasViolation { return .failed }
    if report.end == .interrupted { return .interrupted }
    return report.outcome == .complete ? .done : .bounded
  }

  func printText(_ opening: [OutputLine]) throws {
    try shell.print(opening)
    try shell.print(
      isExplained ? session.lines(of: report, explanation, bounds) : session.lines(of: report, bounds))
    let rate = Double(report.states) / max(seconds, 1e-9) / 1e6
    let speed = String(format: "%.3f s, %.2f million configurations/s", seconds, rate)
    try shell.print(
      StyledLine(
        "\(speed), \(report.bytes >> 20) MB; the nodes' code was called \(report.handlerCalls) times", .dim))
  }

  func printJSON() throws {
    struct Violation: Encodable {
      let property: String
      let length: Int?
      let loop: Int?
      let replay: String?
    }
    struct Report: Encodable {
      let outcome: String
      let bound: String?
      let states: Int
      let orbits: Int?
      let transitions, tried, depth: Int
      let seconds: Double
      let violations: [Violation]
      let explanation: ExplanationReport?
    }
    let violations = report.properties.filter { $0.isViolated(report.end) }.map { property in
      Violation(
        property: property.name, length: property.example?.length, loop: property.liveness?.loop?.length,
        replay: property.example.flatMap {
          session.replayToken(of: $0, loop: property.liveness?.loop?.length ?? 0, bounds)?.description
        })
    }
    let isComplete = report.outcome == .complete
    try shell.print(
      json: Report(
        outcome: isComplete ? "complete" : "bounded", bound: isComplete ? nil : report.outcome.rawValue,
        states: report.states, orbits: report.orbits, transitions: report.transitions,
        tried: report.triedTransitions, depth: report.depth, seconds: seconds, violations: violations,
        explanation: explanation.map { ExplanationReport($0, session, bounds) }))
  }
}
