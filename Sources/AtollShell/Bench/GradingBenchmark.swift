import AtollGrading
import AtollTerminal
import Foundation

/// How long it takes from a file to its verdict, for every exercise of the course.
struct GradingBenchmark {
  private static let runs = 5

  /// - Throws: `GradingError` where a solution does not pass.
  func run(_ shell: Shell) throws -> GradingFigures {
    let measure = GradingMeasure(Grader(installation: shell.installation) { Interrupt.isRaised })
    var figures = GradingFigures()
    for exercise in try shell.exercises() where !Interrupt.isRaised {
      try? shell.tell("\(exercise.name) …")
      let measured = try measure.measure(exercise, runs: GradingBenchmark.runs)
      figures.exercises.append(
        GradingFigures.Row(
          name: exercise.name, floor: measured.floor, verdict: measured.verdict, suite: measured.suite,
          compileError: measured.compileError))
    }
    return figures
  }
}

/// Milliseconds for each exercise, each the median of five runs.
struct GradingFigures: Encodable {
  struct Row: Encodable {
    let name: String
    let floor, verdict, suite, compileError: Double

    var over: Double { verdict - floor }

    private enum Keys: String, CodingKey {
      case name
      case floor = "floor_ms"
      case verdict = "verdict_ms"
      case over = "over_floor_ms"
      case suite = "suite_ms"
      case compileError = "compile_error_ms"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(name, forKey: .name)
      for (key, value) in [
        (Keys.floor, floor), (.verdict, verdict), (.over, over), (.suite, suite),
        (.compileError, compileError),
      ] {
        try container.encode((value * 10).rounded() / 10, forKey: key)
      }
    }
  }

  let name = "grading"
  var exercises: [Row] = []

  /// The median over all exercises; of an even number, the larger of the two in the middle.
  func median(_ value: (Row) -> Double) -> Double { Stopwatch.median(exercises.map(value)) }

  var lines: [String] {
    let rows = exercises.map { row in
      String(
        format:
          "  %@: verdict %.0f ms, floor %.0f ms, over it %.0f ms; the suite itself %.0f ms; a compile error %.0f ms",
        row.name, row.verdict, row.floor, row.over, row.suite, row.compileError)
    }
    return [
      String(
        format:
          "grading: from file to verdict %.0f ms over the floor of %.0f ms; a compile error after %.0f ms  (medians over "
          + "%d exercises)", median(\.over), median(\.floor), median(\.compileError), exercises.count)
    ] + rows
  }

  private enum Keys: String, CodingKey {
    case name, exercises
    case floor = "floor_ms"
    case over = "over_floor_ms"
    case compileError = "compile_error_ms"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    try container.encode(median(\.floor).rounded(), forKey: .floor)
    try container.encode(median(\.over).rounded(), forKey: .over)
    try container.encode(median(\.compileError).rounded(), forKey: .compileError)
    try container.encode(exercises, forKey: .exercises)
  }
}
