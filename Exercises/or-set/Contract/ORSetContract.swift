/// One addition of an element. No two additions are equal, if each has a name of its own.
public struct Addition: Hashable, Codable, Sendable {
  /// What was added.
  public let element: String
  /// At which replica.
  public let replica: Int
  /// Which addition of that replica it is: 1, 2, ….
  public let number: Int

  /// Makes an addition.
  public init(element: String, replica: Int, number: Int) {
    self.element = element
    self.replica = replica
    self.number = number
  }
}

/// What one replica tells another: two sets of additions.
public struct SetState: Hashable, Codable, Sendable {
  /// The additions that it knows of.
  public var added: Set<Addition>
  /// Those of them that were removed.
  public var removed: Set<Addition>

  /// Makes a state.
  public init(added: Set<Addition> = [], removed: Set<Addition> = []) {
    self.added = added
    self.removed = removed
  }
}

/// One replica of a set of texts.
public protocol ORSetProtocol {
  /// Replica number `replica`, empty.
  init(replica: Int)

  /// The elements that are in the set, as far as this replica knows.
  var elements: Set<String> { get }

  /// Adds an element, here.
  mutating func add(_ element: String)

  /// Removes an element, here: whatever this replica knows of its additions.
  mutating func remove(_ element: String)

  /// What this replica tells the others.
  var state: SetState { get }

  /// Takes in what another replica told, at some time.
  mutating func merge(_ other: SetState)
}
