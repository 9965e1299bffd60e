import Atoll
import AtollDiagrams

/// Many runs, one for each seed.
extension RunSession {
  private static let sampleMax = 100_000
  private static let sampleTicksMax = 100_000

  /// `sample N`: N runs with the seeds 1 to N, each after the commands of this run, each to its end.
  func sample(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    guard words.count == 1, let count = Int(words[0]), (1...Self.sampleMax).contains(count) else {
      throw CommandError("sample how many runs?", next: "say: sample 1000 (\(Self.sampleMax) at most)")
    }
    var runs: [Int: Int] = [:]
    var missing = 0
    var first: Measurement?
    for seed in 1...UInt64(count) {
      guard !isInterrupted() else { throw CommandError("interrupted: a part of a sample is no sample") }
      guard let measurement = try measured(state, seed: seed) else {
        throw CommandError("\(state.entry.name) has nothing to measure with these settings")
      }
      first = first ?? measurement
      if let value = measurement.value { runs[value, default: 0] += 1 } else { missing += 1 }
    }
    return first.map { lines($0, runs, missing: missing, of: count) } ?? []
  }

  private func measured(_ state: RunState, seed: UInt64) throws(CommandError) -> Measurement? {
    var session = self
    session.state = RunState(state.entry, state.settings, seed: seed)
    for line in state.script { _ = try session.perform(line) }
    guard var run = session.state?.run else { return nil }
    run.run(until: Self.sampleTicksMax)
    return state.entry.model.measurement(run, state.settings)
  }

  private func lines(_ measurement: Measurement, _ runs: [Int: Int], missing: Int, of count: Int)
    -> [OutputLine]
  {
    var sum = 0
    let rows = runs.sorted { $0.key < $1.key }.map { value, number in
      sum += number
      return ["\(value)", "\(number)", share(sum, of: count)]
    }
    let spread = (0.25 / Double(count)).squareRoot()
    return [OutputLine("\(count) runs, seeds 1 to \(count): \(measurement.name)")]
      + table([measurement.unit, "runs", "by then"], rows) + [OutputLine("none: \(missing)")]
      + plot(measurement, runs, of: count) + [
        OutputLine(
          "sampled: each share has a standard error of \(share(Int(spread * 1000 + 1), of: 1000)) at most",
          .warning)
      ]
  }

  /// The share of the runs that have come to their number by then, drawn with its own standard error.
  private func plot(_ measurement: Measurement, _ runs: [Int: Int], of count: Int) -> [OutputLine] {
    guard let last = runs.keys.max(), last > 0 else { return [] }
    var sum = 0
    let points = (0...last).map { value in
      sum += runs[value] ?? 0
      let share = Double(sum) / Double(count)
      return Plot.Point(
        x: Double(value), y: share, error: (share * (1 - share) / Double(count)).squareRoot())
    }
    let plot = Plot(
      xName: measurement.unit, yName: "share of the runs by then", yRange: 0...1, points: points)
    // In words it would be the table once more.
    guard options.signs != .sentences else { return [] }
    let lines = plot.text(width: options.width, glyphs: options.signs == .unicode ? .unicode : .ascii)
    return lines.map { line in OutputLine(line.spans.map { ($0.text, DiagramText.role($0.role)) }) }
  }

  /// A share with three digits, rounded down.
  private func share(_ part: Int, of all: Int) -> String {
    let thousandths = part * 1000 / all
    let digits = "\(thousandths % 1000)"
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
