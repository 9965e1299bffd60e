import Atoll

/// What a followed run tells about a property, step by step.
package struct RunJudgement: Sendable {
  /// The property's name.
  package let name: String
  /// In which sense it is asked.
  package let kind: String
  /// Before the first step and after each: whether it holds there; for *eventually*, whether nothing is owed there.
  package let holds: [Bool]
}

extension Exploration {
  /// What a run tells about each property of a problem; none where the choices name no run.
  package static func judge(
    _ problem: any Explorable, faults: FaultBounds? = nil, choices: [Int]
  ) -> [RunJudgement]? {
    func judge<P: Explorable>(_ problem: P) -> [RunJudgement]? {
      var problem = problem.problem
      if let faults { problem.faults = faults }
      return RunJudgement.all(problem, choices)
    }
    return judge(problem)
  }
}

extension RunJudgement {
  fileprivate static func all<N: Node>(_ problem: ExplorationProblem<N>, _ choices: [Int])
    -> [RunJudgement]?
  {
    guard let start = choices.first, var walk = RunWalk(problem, start: start) else { return nil }
    let nodeCount = problem.cluster.nodes.count
    var debts = problem.properties.map { Debts($0, nodeCount) }
    var holds: [[Bool]] = problem.properties.map { _ in [] }
    func judge() {
      for (place, property) in problem.properties.enumerated() {
        debts[place].look(walk.configuration)
        holds[place].append(property.kind == .eventually ? debts[place].areSettled : walk.holds(property))
      }
    }
    judge()
    for choice in choices.dropFirst() {
      guard walk.choose(choice) else { return nil }
      judge()
    }
    return zip(problem.properties, holds).map {
      RunJudgement(name: $0.name, kind: $0.kind.rawValue, holds: $1)
    }
  }
}

/// Which demands of a property are open on the way through a run.
private struct Debts<N: Node> {
  private let demands: [Demand<N>]
  private var isOpen: [Bool]

  init(_ property: Property<N>, _ nodeCount: Int) {
    if case .demands(let demands) = property.test { self.demands = demands(nodeCount) } else { demands = [] }
    isOpen = demands.map { $0.trigger == nil }
  }

  var areSettled: Bool { !isOpen.contains(true) }

  mutating func look(_ now: Configuration<N>) {
    for (place, demand) in demands.enumerated() {
      if demand.goal(now) {
        isOpen[place] = false
      } else if demand.trigger?(now) == true {
        isOpen[place] = true
      }
    }
  }
}
