import Atoll
import AtollContract
import AtollExploration
import AtollText

/// How a suite runs the learner's nodes: every order of events within a bound, or one for each seed.
///
/// The learner's node may be one among nodes of the suite's own: wrap each in an `AnyNode`.
///
/// Each run of a test has a name of letters, digits, `-`, `=` and `,`, by which its replay command finds it. All bounds
/// are in configurations, steps and ticks: the same submission gives the same verdict on every machine.
public enum SuiteRuns {
  /// How many things the nodes of one simulated or scheduled run may ask for in all: a flood ends by a number, not by
  /// the time that it takes. Explorations are bounded by their configurations.
  static let effectsPerRun = 500_000

  /// What an exploration has seen.
  public struct Explored: Sendable {
    /// Distinct configurations.
    public var configurations = 0
    /// The most steps that a shortest path has.
    public var depth = 0
  }

  /// Explores every order of events of a system.
  ///
  /// - Parameters:
  ///   - run: the exploration's name within the test.
  ///   - statesMax: how many configurations it may have. More are a failure of the test, never a pass.
  ///   - stepsMax: how many steps are looked at; none where everything is.
  ///   - keeps: which messages are sent at all: the bound that makes an endless protocol finite. A message that is not
  ///     sent is like one that is under way for ever.
  /// - Throws: `RunFailure` with the shortest run that violates a property, or with what the nodes did wrong.
  @discardableResult
  public static func explore<N: Node>(
    _ run: String, _ problem: ExplorationProblem<N>, statesMax: Int, stepsMax: Int? = nil,
    keeping keeps: ((N.Message) -> Bool)? = nil
  ) throws -> Explored {
    RemoteNodes.beginRun(names: problem.cluster.names)
    RemoteNodes.keepsMessage = keeps.map { keeps in
      { message in (message as? N.Message).map(keeps) ?? true }
    }
    defer {
      RemoteNodes.keepsMessage = nil
      RemoteNodes.beginRun()
    }
    if let request = SuiteReplay.request {
      guard request.run == run else { return Explored() }
      throw try ScheduleStory(run: run, problem: problem).tell(request.course)
    }
    var limits = SearchLimits()
    limits.states = statesMax
    limits.depth = stepsMax ?? .max
    limits.bytes = 1 << 30
    limits.stopsAtViolation = true
    limits.goesOn = { _ in RemoteNodes.failure == nil }
    let report: ExplorationReport
    do {
      report = try Explorer(problem).explore(limits)
    } catch {
      throw RunFailure(of: RemoteNodes.failure ?? RunFailure(error.description))
    }
    if let failure = RemoteNodes.failure { throw RunFailure(of: failure) }
    try judge(report, run, stepsMax: stepsMax)
    return Explored(configurations: report.states, depth: report.depth)
  }

  private static func judge(_ report: ExplorationReport, _ run: String, stepsMax: Int?) throws {
    for property in report.properties where property.isViolated(report.end) {
      guard let example = property.example else {
        throw RunFailure(
          "in none of all possible runs (\(report.states.of("configuration"))) does this happen: \(property.name)"
        )
      }
      throw RunFailure(text(property.name, example, run))
    }
    // Shortest runs come first, so within the suite's own bound of steps all of them were seen.
    if let stepsMax, report.end == .depth,
      let missing = report.properties.first(where: { $0.kind == "sometimes" && $0.example == nil })
    {
      throw RunFailure("\(missing.name): no run of up to \(stepsMax.of("step")) gets there")
    }
    switch report.end {
    case .complete: return
    case .depth where stepsMax != nil: return
    default:
      throw RunFailure(
        """
        \(SuiteFailure.undecided)your nodes have more than \(report.states.of("configuration")) here. In those that were \
        seen, up to \(report.depth.of("step")) from the beginning, nothing is wrong, but that is not all. Keep only what \
        the rules need in the node's state, and nothing about what is over
        """)
    }
  }

  private static func text(_ property: String, _ example: ExampleRun, _ run: String) -> String {
    let end = example.moments.last.map { "at its end:\n" + RunText.states($0.configuration) + "\n" } ?? ""
    let course = "e" + example.choices.map(String.init).joined(separator: ".")
    return """
      violated: \(property). A shortest run that breaks it has \(example.length.of("step")):
      \(RunText.shortDiagram(example.trace))
      \(end)\(RunText.replay(run, course))
      """
  }

  /// Simulates a system once for each seed.
  ///
  /// - Parameters:
  ///   - run: the name within the test.
  ///   - drawnFrom: the tick from which a run is drawn that is wrong; what was before is only counted.
  ///   - check: lets the simulation run, with faults that depend on the seed, and says what is wrong; none where all is
  ///     well. It must come to an end by itself, after a number of events or ticks, whatever the nodes do.
  /// - Throws: `RunFailure` with the first run that is wrong, or with what the nodes did wrong.
  public static func simulate<N: Node>(
    _ run: String, _ cluster: Cluster<N>, seeds: ClosedRange<UInt64>,
    drawnFrom: (Simulation<N>) -> Int = { _ in 0 },
    check: (_ simulation: inout Simulation<N>, _ seed: UInt64) throws -> String?
  ) throws {
    RemoteNodes.keepsMessage = nil
    defer { RemoteNodes.beginRun() }
    if let request = SuiteReplay.request {
      guard request.run == run else { return }
      guard request.course.hasPrefix("s"), let seed = UInt64(request.course.dropFirst()) else {
        throw RunFailure("the replay token is damaged: \(request.course) is no seed")
      }
      RemoteNodes.beginRun(names: cluster.names, effectsMax: effectsPerRun)
      var simulation = Simulation(cluster, seed: seed)
      let wrong = try check(&simulation, seed)
      if let failure = RemoteNodes.failure { throw RunFailure(of: failure) }
      SuiteReplay.report = SeededStory(simulation, seed: seed, wrong: wrong).text
      throw RunFailure("replayed")
    }
    for seed in seeds {
      RemoteNodes.beginRun(names: cluster.names, effectsMax: effectsPerRun)
      var simulation = Simulation(cluster, seed: seed)
      let wrong = try check(&simulation, seed)
      if let failure = RemoteNodes.failure { throw RunFailure(of: failure) }
      guard let wrong else { continue }
      throw RunFailure(
        """
        \(wrong). The run with seed \(seed), in ticks:
        \(RunText.shortDiagram(simulation.trace, from: drawnFrom(simulation)))
        at its end:
        \(RunText.states(simulation.configuration))
        \(RunText.replay(run, "s\(seed)"))
        """)
    }
  }

  /// Runs a system on a schedule that is written delivery by delivery.
  ///
  /// - Parameters:
  ///   - run: the name within the test.
  ///   - body: delivers messages and says what is wrong; none where all is well.
  /// - Throws: `RunFailure` with the run, if it is wrong; what `body` throws.
  public static func schedule<N: Node>(
    _ run: String, _ cluster: Cluster<N>, _ body: (inout DeliveryRun<N>) throws -> String?
  ) throws {
    if let request = SuiteReplay.request, request.run != run { return }
    RemoteNodes.beginRun(names: cluster.names, effectsMax: effectsPerRun)
    defer { RemoteNodes.beginRun() }
    var delivery = DeliveryRun(cluster)
    let wrong = try body(&delivery)
    if let failure = RemoteNodes.failure { throw RunFailure(of: failure) }
    if SuiteReplay.request != nil {
      SuiteReplay.report =
        RunText.story(delivery.trace, delivery.moments)
        + (wrong.map { "\($0)." }
          ?? "Nothing is wrong with this run, with your file as it is now. Grade it again.")
      throw RunFailure("replayed")
    }
    guard let wrong else { return }
    throw RunFailure(
      """
      \(wrong). The run, delivery by delivery:
      \(RunText.shortDiagram(delivery.trace, showsOldest: true))
      at its end:
      \(RunText.states(delivery.moments.last?.nodes ?? []))
      \(RunText.replay(run, "all"))
      """)
  }
}
