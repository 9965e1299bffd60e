import Atoll

/// What time-outs cost, measured with the model's own processes.
extension Study {
  private static let timeouts = [12, 15, 20, 25, 30, 40, 50, 60, 80]
  private static let runs = 20
  private static let crashTick = 1000

  /// The shorter the time-out, the more suspicions are false.
  static let flpMistakes = Study("mistakes", "false suspicions, for several time-outs") { settings, seed in
    timeoutTable(settings, seed, y: "false suspicions", of: "false suspicions (in 1000 ticks)")
  }

  /// The longer the time-out, the later a crash is noticed.
  static let flpDetection = Study("detection", "ticks until a crash is noticed, for several time-outs") {
    settings, seed in
    timeoutTable(settings, seed, y: "detection time", of: "detection time (ticks)")
  }

  private static func timeoutTable(_ settings: Settings, _ seed: UInt64, y: String, of words: String)
    -> StudyTable
  {
    var table = StudyTable(
      columns: [
        .init("time-out", unit: "ticks"), .init("false suspicions"), .init("± false suspicions"),
        .init("detection time", unit: "ticks"), .init("± detection time", unit: "ticks"),
      ],
      drawing: .init(x: "time-out", yName: words, [.init(y, error: "± \(y)")]),
      remarks: [
        "\(runs) runs for each time-out; messages take 5 ticks and an exponential time of mean 10 more.",
        "Nobody crashes until tick \(crashTick): suspicions until then are false, 6 pairs of processes together.",
        "Then one crashes: the time until both others suspect it and do not take it back.",
        "± is one standard error.",
      ])
    for timeout in timeouts {
      var (mistakes, times) = (FLPMean(), FLPMean())
      for number in 0..<UInt64(runs) {
        var run = Simulation(
          FLPDetector.cluster(
            timeout: timeout, growth: 0, period: settings.integer("period"),
            link: .exponential(minimum: 5, mean: 10)), seed: seed &+ number, isTracing: false)
        run.run(until: crashTick)
        mistakes.add(run.nodes.reduce(0) { $0 + $1.takenBack + $1.suspects.count })
        times.add(detectionTime(&run))
      }
      table.append([
        .init(timeout), .init(mistakes.mean), .init(mistakes.error), .init(times.mean), .init(times.error),
      ])
    }
    return table
  }

  /// Crashes the last process, and waits until no heartbeat of it can be under way any more, but for a chance of less
  /// than one in 10¹².
  private static func detectionTime(_ run: inout Simulation<FLPDetectorNode>) -> Int {
    let victim = NodeID(2)
    run.crash(victim)
    var noticed: Int?
    while let next = run.nextTime, next <= crashTick + 400 {
      _ = run.step()
      let isSuspected = run.nodes[0].suspects.contains(victim) && run.nodes[1].suspects.contains(victim)
      noticed = isSuspected ? noticed ?? run.now : nil
    }
    return (noticed ?? run.now) - crashTick
  }

  /// False suspicions before and after the moment from which messages are quick.
  static let flpStabilization = Study(
    "stabilization", "false suspicions over time: messages are slow until tick 2000, then quick"
  ) { settings, seed in
    let (window, end, quick) = (250, 4000, 2000)
    let ways = [(timeout: 12, growth: 0), (timeout: 12, growth: 5), (timeout: 30, growth: 0)]
    let names = ["12, fixed", "12, growing by 5", "30, fixed"]
    var table = StudyTable(
      columns: [.init("tick")] + names.map { .init($0) },
      drawing: .init(x: "tick", yName: "false suspicions (in \(window) ticks)", names.map { .init($0) }),
      remarks: [
        "Means of \(runs) runs for each time-out; 6 pairs of processes together; nobody crashes.",
        "Messages take 1 to 120 ticks until tick \(quick), and 5 to 15 from then on.",
      ])
    var counts = Array(repeating: Array(repeating: 0, count: ways.count), count: end / window)
    for (way, rule) in ways.enumerated() {
      for number in 0..<UInt64(runs) {
        var run = Simulation(
          FLPDetector.cluster(
            timeout: rule.timeout, growth: rule.growth, period: settings.integer("period"),
            link: .uniform(1...120)), seed: seed &+ number, isTracing: false)
        var before = 0
        for place in counts.indices {
          if place * window == quick { run.setLinks(Link(latency: .uniform(5...15))) }
          run.run(until: (place + 1) * window)
          let now = run.nodes.reduce(0) { $0 + $1.takenBack + $1.suspects.count }
          counts[place][way] += now - before
          before = now
        }
      }
    }
    for (place, row) in counts.enumerated() {
      table.append([.init((place + 1) * window)] + row.map { .init(Double($0) / Double(runs)) })
    }
    return table
  }
}

/// A mean of whole numbers and its standard error.
struct FLPMean {
  private var count = 0
  private var sum = 0
  private var squares = 0

  mutating func add(_ value: Int) {
    (count, sum, squares) = (count + 1, sum + value, squares + value * value)
  }

  /// The mean.
  var mean: Double { Double(sum) / Double(count) }
  /// One standard error of it.
  var error: Double {
    (Double(count * squares - sum * sum) / Double(count * count * (count - 1))).squareRoot()
  }
}
