import AtollCourse
import AtollExploration
import AtollNotebook
import AtollTerminal
import Foundation

/// How fast the explorer is on one model, next to Spin where that is installed.
struct ExplorerBenchmark {
  /// The name of the model, and of the file in `Benchmarks/promela`.
  let name: String
  /// The model with its lesson, and the settings that differ from the standard ones.
  let words: String
  /// The size for Spin, as `-DN`.
  let size: Int

  static let all = [
    ExplorerBenchmark(
      name: "two-phase-commit", words: "transactions/two-phase-commit participants=8", size: 8),
    ExplorerBenchmark(name: "paxos", words: "consensus/paxos", size: 0),
    ExplorerBenchmark(name: "token-ring", words: "consensus/token-ring nodes=16", size: 16),
  ]

  /// The medians of five explorations and of five searches of Spin, in turn: whatever else the machine does slows
  /// all of them down.
  func run(_ course: Course, _ spin: SpinTools) throws -> ExplorerFigures {
    var session = RunSession(course: course, options: DisplayOptions())
    _ = try session.perform("use \(words)")
    var limits = SearchLimits()
    limits.goesOn = { _ in !Interrupt.isRaised }
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("atoll-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    let forms = [false, true].map { isFlat in
      Result {
        try spin.compile(name, size: size, isFlat: isFlat, in: place.appendingPathComponent("\(isFlat)"))
      }
    }
    var figures = ExplorerFigures(name: words, report: try session.exploration(ExploreWords(), limits))
    var times: [[Double]] = [[], [], []]
    var onTwoThreads = ExploreWords()
    try onTwoThreads.set("threads=2")
    var threadTimes: [Double] = []
    for _ in 0..<5 where !Interrupt.isRaised {
      var report: ExplorationReport?
      let seconds = try Stopwatch.seconds { report = try session.exploration(ExploreWords(), limits) }
      times[0].append(seconds)
      threadTimes.append(try Stopwatch.seconds { _ = try session.exploration(onTwoThreads, limits) })
      guard let report, figures.problem == nil else { continue }
      do {
        for (form, program) in forms.enumerated() {
          times[form + 1].append(try spin.search(program.get(), report))
        }
      } catch let problem as SpinProblem {
        figures.problem = problem
      }
    }
    figures.seconds = Stopwatch.median(times[0])
    figures.secondsOnTwoThreads = Stopwatch.median(threadTimes)
    if figures.problem == nil, let compiled = try? forms[0].get() {
      let seconds = Stopwatch.median(times[1])
      figures.spin = SpinFigures(
        seconds: seconds, secondsWithCompiling: seconds + compiled.compileSeconds,
        flatSeconds: Stopwatch.median(times[2]))
    }
    return figures
  }
}

/// What an exploration took, and what Spin took.
struct ExplorerFigures: Encodable {
  let name: String
  let states, transitions, tried: Int
  var seconds = 0.0
  var secondsOnTwoThreads = 0.0
  let bytesPerState: Double
  var spin: SpinFigures?
  var problem: SpinProblem?

  init(name: String, report: ExplorationReport) {
    self.name = name
    (states, transitions, tried) = (report.states, report.transitions, report.triedTransitions)
    bytesPerState = Double(report.bytes) / Double(max(1, report.states))
  }

  /// Whether Spin, where it ran, found the same.
  var isGood: Bool {
    if case .differs = problem { return false }
    return true
  }

  var lines: [String] {
    let speed = String(format: "%.2f million configurations/s", Double(states) / seconds / 1e6)
    let detail = String(format: "in %.3f s, median of 5; %.1f bytes each", seconds, bytesPerState)
    var lines = [
      "\(name): \(speed)  (\(states) configurations, \(transitions) transitions, \(tried) tried, \(detail))",
      String(format: "  2 threads: %.3f s, ratio %.2f", secondsOnTwoThreads, seconds / secondsOnTwoThreads),
    ]
    if let spin {
      lines.append(
        String(
          format: "  spin, a process for each node: %.2f s, ratio %.1f; with compiling %.2f s, ratio %.1f",
          spin.seconds, spin.seconds / seconds, spin.secondsWithCompiling, spin.secondsWithCompiling / seconds
        ))
      lines.append(
        String(
          format: "  spin, one process, -DSAFETY: %.2f s, ratio %.1f; the counts are the same",
          spin.flatSeconds, spin.flatSeconds / seconds))
    }
    if let problem { lines.append("  \(problem.text)") }
    return lines
  }

  private enum Keys: String, CodingKey {
    case name, states, transitions, tried, seconds, threads, spin, problem
    case perSecond = "states_per_second"
    case bytesPerState = "bytes_per_state"
  }

  private enum ThreadKeys: String, CodingKey {
    case count, seconds, ratio
  }

  private enum SpinKeys: String, CodingKey {
    case seconds, ratio
    case withCompiling = "seconds_with_compiling"
    case ratioWithCompiling = "ratio_with_compiling"
    case flat = "flat_seconds"
    case flatRatio = "flat_ratio"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    try container.encode(states, forKey: .states)
    try container.encode(transitions, forKey: .transitions)
    try container.encode(tried, forKey: .tried)
    try container.encode(seconds, forKey: .seconds)
    var threads = container.nestedContainer(keyedBy: ThreadKeys.self, forKey: .threads)
    try threads.encode(2, forKey: .count)
    try threads.encode(secondsOnTwoThreads, forKey: .seconds)
    try threads.encode(seconds / secondsOnTwoThreads, forKey: .ratio)
    try container.encode((Double(states) / seconds).rounded(), forKey: .perSecond)
    try container.encode(bytesPerState, forKey: .bytesPerState)
    try container.encodeIfPresent(problem?.text, forKey: .problem)
    guard let spin else { return }
    var nested = container.nestedContainer(keyedBy: SpinKeys.self, forKey: .spin)
    try nested.encode(spin.seconds, forKey: .seconds)
    try nested.encode(spin.seconds / seconds, forKey: .ratio)
    try nested.encode(spin.secondsWithCompiling, forKey: .withCompiling)
    try nested.encode(spin.secondsWithCompiling / seconds, forKey: .ratioWithCompiling)
    try nested.encode(spin.flatSeconds, forKey: .flat)
    try nested.encode(spin.flatSeconds / seconds, forKey: .flatRatio)
  }
}
