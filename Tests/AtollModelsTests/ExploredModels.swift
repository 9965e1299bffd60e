import Atoll
import AtollExploration
import Testing

/// A model's exploration with some settings.
func explored(
  _ model: any Model.Type, _ changes: [String: String] = [:], faults: FaultBounds? = nil
) throws -> ExplorationReport {
  var settings = Settings(model.settings)
  for (name, value) in changes { try settings.set(name, to: value) }
  let problem = model.problem(settings)
  return try Exploration.explore(try #require(problem), faults: faults)
}

extension ExplorationReport {
  /// The names of the properties that are violated, each with the length of a shortest run that shows it.
  var violations: [String: Int?] {
    Dictionary(
      uniqueKeysWithValues: properties.filter { $0.isViolated(end) }.map { ($0.name, $0.example?.length) })
  }

  /// How many steps it takes at least until a property has its example.
  func length(_ name: String) -> Int? { properties.first { $0.name == name }?.example?.length }
}
