/// What an object does when it is used by one client at a time: the standard that a history is held against.
public protocol SequentialSpecification: Sendable {
  /// The object's state.
  associatedtype State: Hashable & Sendable
  /// What can be asked of it.
  associatedtype Request: Hashable & Sendable
  /// What it answers.
  associatedtype Reply: Hashable & Sendable

  /// The state before any operation.
  var initial: State { get }

  /// Performs one operation and answers it.
  func perform(_ request: Request, on state: inout State) -> Reply
}
