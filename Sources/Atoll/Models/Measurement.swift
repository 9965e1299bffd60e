/// A number that a run comes to, for a sample of many runs.
public struct Measurement: Hashable, Sendable {
  /// What is counted, as it is said of one run: "the round in which …".
  public let name: String
  /// Its unit, as the head of a column: "round".
  public let unit: String
  /// The number; none where this run does not come to one.
  public let value: Int?

  /// Makes a measurement.
  public init(_ name: String, unit: String, _ value: Int?) {
    self.name = name
    self.unit = unit
    self.value = value
  }
}
