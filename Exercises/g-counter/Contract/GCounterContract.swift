/// One replica of a counter that only grows.
public protocol GCounterProtocol {
  /// Replica number `replica`, of `replicas` replicas numbered from 0, before any increment.
  init(replica: Int, replicas: Int)

  /// All increments that this replica knows of, its own and others'.
  var value: Int { get }

  /// One more, counted at this replica.
  mutating func increment()

  /// What this replica tells the others: whole numbers, as many as you like.
  var message: [Int] { get }

  /// Takes in a message of another replica, or an old one of its own.
  mutating func merge(_ message: [Int])
}
