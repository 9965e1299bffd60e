import AtollExploration
import Foundation

/// What Spin took for the same configurations.
struct SpinFigures {
  /// Search alone, as `pan` tells it: the median of the runs.
  let seconds: Double
  /// `spin -a` and the compiler as well: what a user waits for.
  let secondsWithCompiling: Double
  /// Search alone, in the form that is fastest for Spin.
  let flatSeconds: Double
}

/// Why there is no comparison with Spin.
enum SpinProblem: Error {
  case missing(String)
  case failed(String)
  case differs(states: Int, transitions: Int)

  var text: String {
    switch self {
    case .missing(let what): "\(what) is missing: no comparison (Debian: apt-get install spin gcc)"
    case .failed(let what): "no comparison: \(what)"
    case .differs(let states, let transitions):
      "spin differs: it found \(states) states and \(transitions) transitions"
    }
  }
}

/// A model that Spin has made a program of.
struct SpinProgram {
  let place: URL
  /// What `spin -a` and the compiler took.
  let compileSeconds: Double
}

/// Spin (Holzmann 1997, "The model checker SPIN") and a C compiler, as far as this machine has them.
struct SpinTools {
  private let folder: String
  private let spin: String?
  private let compiler: String?

  /// Looks for the tools in the path; the models are in a course's `Benchmarks/promela`.
  init(root: String) {
    folder = "\(root)/Benchmarks/promela"
    spin = Self.tool("spin")
    compiler = Self.tool("gcc") ?? Self.tool("cc")
  }

  private static func tool(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Compiles a model in one of its forms; the program is in `place`.
  ///
  /// - Throws: `SpinProblem` where that is not possible.
  func compile(_ name: String, size: Int, isFlat: Bool, in place: URL) throws -> SpinProgram {
    guard let spin else { throw SpinProblem.missing("spin") }
    guard let compiler else { throw SpinProblem.missing("a C compiler") }
    let model = "\(folder)/\(name).pml"
    guard FileManager.default.fileExists(atPath: model) else { throw SpinProblem.missing(model) }
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let flags = ["-O2", "-DNOREDUCE"] + (isFlat ? ["-DSAFETY"] : [])
    let seconds = try Stopwatch.seconds {
      try Self.output(of: spin, ["-a", "-DN=\(size)"] + (isFlat ? ["-DFLAT"] : []) + [model], in: place)
      try Self.output(of: compiler, flags + ["-w", "-o", "pan", "pan.c"], in: place)
    }
    return SpinProgram(place: place, compileSeconds: seconds)
  }

  /// The seconds that a search takes, as `pan` tells them.
  ///
  /// - Throws: `SpinProblem` where it finds other counts.
  func search(_ program: SpinProgram, _ report: ExplorationReport) throws -> Double {
    // Depth and hash table as large as Spin needs for these models: neither grows during the search.
    let pan = program.place.path + "/pan"
    let text = try Self.output(of: pan, ["-n", "-m2000000", "-w22"], in: program.place)
    let states = Self.number(in: text, before: " states, stored")
    // Spin counts the way to the first state as a transition.
    let transitions = Self.number(in: text, before: " transitions (").map { $0 - 1 }
    guard states == Double(report.states), transitions == Double(report.transitions) else {
      throw SpinProblem.differs(states: Int(states ?? 0), transitions: Int(transitions ?? 0))
    }
    return max(Self.number(in: text, before: " seconds") ?? 0, 0.01)
  }

  /// The number that stands before some words.
  private static func number(in text: String, before words: String) -> Double? {
    guard let place = text.range(of: words) else { return nil }
    return text[..<place.lowerBound].split(whereSeparator: \.isWhitespace).last.flatMap { Double($0) }
  }

  @discardableResult private static func output(of tool: String, _ arguments: [String], in place: URL) throws
    -> String
  {
    let run = try ToolRun(tool, arguments, in: place)
    guard run.isGood else {
      throw SpinProblem.failed("\(tool): \(run.text.split(separator: "\n").last ?? "it failed")")
    }
    return run.text
  }
}
