import AtollNotebook
import AtollTerminal
import Foundation

extension OutsideCommand {
  /// `atoll bench`
  static let bench = OutsideCommand(
    "bench [NAME]", .notebook, "measure the engine's speed on this machine",
    options: [.format("text", "json")],
    details: [
      "simulation: 1,000 nodes in 500 pairs send a message to and fro, each under way for 500 to 1,500 ticks.",
      "two-phase-commit, paxos, token-ring: the explorer visits all configurations of a model, on one thread and on",
      "two, in turn; tried are the transitions that its partial-order reduction does not leave out. Where spin and a C",
      "compiler are installed, Spin visits the same ones (Benchmarks/promela): once as a process for each node,",
      "compiled -O2 -DNOREDUCE, and once as fast as we could make it, as a single process and with -DSAFETY too.",
      "linearizability: each way to decide it, on histories of one register with ever more clients, and on the logs of etcd",
      "in the folder etcd of the folder that ATOLL_DATA names.",
      "grading: from a file to its verdict without the suite's own execution, for the solution of every exercise, beside",
      "the floor: one bare run of the compiler on the same file and one of the linker; and the time until a compile",
      "error is there. grading-beside-swift-test, only by its name: swift test in a package with the same file and suite.",
      "JSON: [{name, messages, seconds, messages_per_second}] and [{name, states, transitions, tried, seconds,",
      "threads: {count, seconds, ratio}, states_per_second, bytes_per_state, spin: {seconds, seconds_with_compiling, ratio, ratio_with_compiling,",
      "flat_seconds, flat_ratio}}] and [{name, etcd: {count, seconds}, rows: [{clients, seconds: {METHOD: seconds}}]}]. Exit code 1 where Spin's counts differ.",
    ]
  ) { arguments, shell in
    let names = ["simulation"] + ExplorerBenchmark.all.map(\.name) + ["linearizability", "grading"]
    let known = names + ["grading-beside-swift-test"]
    if let name = arguments.words.first, !known.contains(name) {
      throw CommandError.unknown("benchmark", name, known: known)
    }
    let chosen = arguments.words.isEmpty ? names : try arguments.exactly(1, "bench [NAME]")
    let format = try arguments.choice("--format", among: ["text", "json"])
    #if DEBUG
      try shell.tell("this is a debug build: build with -c release for figures that mean something", .warning)
    #endif
    var rows: [BenchRow] = []
    for measure in benchmarks(chosen, shell) {
      let row = try measure()
      guard !Interrupt.isRaised else { return .interrupted }
      rows.append(row)
      guard format == "text" else { continue }
      for line in row.lines { try shell.print(StyledLine(line)) }
      if case .checkers(let figures) = row {
        try shell.print(figures.plot.lines(shell.display))
      }
    }
    if format == "json" { try shell.print(json: rows) }
    return rows.allSatisfy(\.isGood) ? .done : .failed
  }

  private static func benchmarks(_ names: [String], _ shell: Shell) -> [() throws -> BenchRow] {
    var found: [() throws -> BenchRow] = []
    if names.contains("simulation") {
      found += PingPongBenchmark.all.map { benchmark in { .simulation(benchmark.run()) } }
    }
    let spin = SpinTools(root: shell.course.root)
    for benchmark in ExplorerBenchmark.all where names.contains(benchmark.name) {
      found.append { .explorer(try benchmark.run(shell.course, spin)) }
    }
    if names.contains("linearizability") {
      found.append { .checkers(try CheckerBenchmark().run { Interrupt.isRaised }) }
    }
    if names.contains("grading") { found.append { .grading(try GradingBenchmark().run(shell)) } }
    if names.contains("grading-beside-swift-test") {
      found.append { .package(try PackageBenchmark().run(shell)) }
    }
    return found
  }
}

/// What one benchmark measured.
private enum BenchRow: Encodable {
  case simulation(PingPongFigures)
  case explorer(ExplorerFigures)
  case checkers(CheckerFigures)
  case grading(GradingFigures)
  case package(PackageFigures)

  var lines: [String] {
    switch self {
    case .simulation(let figures): figures.lines
    case .explorer(let figures): figures.lines
    case .checkers(let figures): figures.lines
    case .grading(let figures): figures.lines
    case .package(let figures): figures.lines
    }
  }

  /// Whether what was to agree agrees.
  var isGood: Bool {
    switch self {
    case .simulation, .checkers, .grading, .package: true
    case .explorer(let figures): figures.isGood
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .simulation(let figures): try figures.encode(to: encoder)
    case .explorer(let figures): try figures.encode(to: encoder)
    case .checkers(let figures): try figures.encode(to: encoder)
    case .grading(let figures): try figures.encode(to: encoder)
    case .package(let figures): try figures.encode(to: encoder)
    }
  }
}

/// Measuring time.
enum Stopwatch {
  /// The seconds that some work takes.
  static func seconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    return try clock.measure(work) / .seconds(1)
  }

  /// The middle one of some measurements, of which there is an odd number; not a number where there is none.
  static func median(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.sorted()[values.count / 2]
  }
}
