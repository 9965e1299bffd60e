import Atoll

/// What one run of a service came to, from its clients' point of view.
struct ServiceMeasures {
  /// How long each answered request took, in ticks, the shortest first. Those of the warm-up are left out.
  private(set) var times: [Int] = []
  /// How many requests were answered in the time that was measured, for 1,000 ticks.
  private(set) var throughput = 0.0
  /// How many requests were made, answered and refused, without the warm-up.
  private(set) var made = 0
  private(set) var answered = 0
  private(set) var refused = 0

  /// Looks at what the clients wrote down.
  ///
  /// - Parameter warmUp: how many of the first requests do not count: the system begins empty.
  init(_ source: RequestSource, warmUp: Int = 0, kind: Ticket.Kind? = nil) {
    let counted = source.sent.dropFirst(warmUp)
    guard let begin = counted.first?.at, let end = source.sent.last?.at else { return }
    for request in counted where kind == nil || request.kind == kind {
      made += 1
      guard let ended = request.end else { continue }
      if request.isRefused {
        refused += 1
      } else {
        answered += 1
        times.append(ended - request.at)
      }
    }
    times.sort()
    let ends = source.sent.filter { request in
      guard let ended = request.end, !request.isRefused else { return false }
      return ended > begin && ended <= end && (kind == nil || request.kind == kind)
    }
    if end > begin { throughput = 1000 * Double(ends.count) / Double(end - begin) }
  }

  /// The mean response time.
  var mean: Double { times.isEmpty ? .nan : Double(times.reduce(0, +)) / Double(times.count) }

  /// The time within which so many thousandths of the requests were answered.
  func quantile(thousandths: Int) -> Double {
    guard !times.isEmpty else { return .nan }
    return Double(times[min(times.count - 1, times.count * thousandths / 1000)])
  }

  var p50: Double { quantile(thousandths: 500) }
  var p99: Double { quantile(thousandths: 990) }
}

/// The mean of some independent runs' results, and how far it may be off.
struct Estimate {
  /// The mean.
  let mean: Double
  /// One standard error of it: the standard deviation of the runs' results over the root of their number.
  let error: Double

  init(_ results: [Double]) {
    let count = Double(results.count)
    let mean = results.reduce(0, +) / count
    let squares = results.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    error = (squares / (count - 1) / count).squareRoot()
  }
}

extension Cluster<ServiceNode> {
  /// A run in which all requests of the first node, the clients, come to an end. No trace is kept.
  func runToTheEnd(seed: UInt64, stepsMax: Int = 4_000_000) -> Simulation<ServiceNode> {
    var run = Simulation(self, seed: seed, isTracing: false)
    var steps = 0
    while steps < stepsMax, run.run(maxSteps: 1000) == 1000 {
      steps += 1000
      guard let source = run.nodes[0].source, source.made == source.total else { continue }
      if source.sent.allSatisfy({ $0.end != nil }) { break }
    }
    return run
  }
}

extension Simulation<ServiceNode> {
  /// What the clients, the first node, wrote down.
  func measures(warmUp: Int = 0, kind: Ticket.Kind? = nil) -> ServiceMeasures {
    guard let source = nodes[0].source else { preconditionFailure("node 0 stands for the clients") }
    return ServiceMeasures(source, warmUp: warmUp, kind: kind)
  }
}

extension Settings {
  /// The same settings with one of them changed, as a study changes it.
  ///
  /// - Precondition: the model declares it and allows the value.
  func with(_ name: String, _ value: some CustomStringConvertible) -> Settings {
    var changed = self
    do { try changed.set(name, to: value.description) } catch { preconditionFailure("\(error)") }
    return changed
  }
}

/// The seeds of a study's independent runs, made from the seed of the run in use.
func studySeeds(_ seed: UInt64, runs: Int) -> [UInt64] {
  (0..<runs).map { seed &* 1_000_003 &+ UInt64($0) }
}
