import Atoll

/// Answers a problem's *eventually* properties; looks at the graph only where there are some.
struct LivenessResults<N: Node> {
  private let problem: ExplorationProblem<N>
  private let search: LivenessSearch<N>?
  private let earlierEnd: SearchEnd

  /// - Parameter end: why the search of all configurations ended; whoever stopped that one wants no other.
  init(_ problem: ExplorationProblem<N>, _ limits: SearchLimits, after end: SearchEnd)
    throws(ExplorationError)
  {
    self.problem = problem
    earlierEnd = end
    let isAsked = problem.properties.contains { $0.kind == .eventually }
    search =
      isAsked && end != .violation && end != .interrupted ? try LivenessSearch(problem, limits) : nil
  }

  /// The answer for one property.
  func result(_ property: Property<N>) throws(ExplorationError) -> ExplorationReport.PropertyResult {
    guard let search, let (lasso, demand) = search.counterexample(to: property) else {
      return ExplorationReport.PropertyResult(
        name: property.name, kind: property.kind.rawValue, example: nil,
        liveness: .init(end: search?.end ?? earlierEnd, states: search?.placeCount ?? 0, loop: nil))
    }
    let checked: Int
    do {
      checked = try FairnessCheck.verify(lasso, problem, demand)
    } catch { throw .refusedLoop("\(error)") }
    let loop = ExplorationReport.Loop(
      length: lasso.loop.count(where: \.changes), idle: idleWords(lasso), checkedEvents: checked)
    return ExplorationReport.PropertyResult(
      name: property.name, kind: property.kind.rawValue, example: try run(lasso)?.marked(loop: loop.length),
      liveness: .init(end: search.end, states: search.placeCount, loop: loop))
  }

  /// The events of a loop that change nothing, in words.
  private func idleWords(_ lasso: Lasso<N>) -> [String] {
    let names = problem.cluster.names
    return ScheduleWriter(problem).map { writer in
      lasso.loop.filter { !$0.changes }.map { writer.words($0.event, names) }
    } ?? []
  }

  /// The run with the stem and the loop once, without what changes nothing.
  private func run(_ lasso: Lasso<N>) throws(ExplorationError) -> ExampleRun? {
    guard var writer = ScheduleWriter(problem, start: lasso.start) else { return nil }
    for event in lasso.stem + lasso.loop where event.changes {
      guard writer.perform(event.event) else { throw .refusedLoop("\(event.event) is not enabled") }
    }
    return try Explorer(problem).run(writer.choices)
  }
}
