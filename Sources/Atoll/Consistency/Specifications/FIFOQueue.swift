/// A queue: what is enqueued first is dequeued first.
public struct FIFOQueue: SequentialSpecification {
  /// What can be asked.
  public enum Request: Hashable, Sendable {
    /// Put an item at the end.
    case enqueue(String)
    /// Take the item at the front.
    case dequeue
  }

  /// What is answered.
  public enum Reply: Hashable, Sendable {
    /// It is enqueued.
    case enqueued
    /// The item taken.
    case item(String)
    /// There was none.
    case empty
  }

  /// The items, front first.
  public typealias State = [String]
  /// No items.
  public let initial: State = []

  /// An empty queue.
  public init() {}

  /// Enqueues or dequeues.
  public func perform(_ request: Request, on items: inout State) -> Reply {
    switch request {
    case .enqueue(let item):
      items.append(item)
      return .enqueued
    case .dequeue: return items.isEmpty ? .empty : .item(items.removeFirst())
    }
  }

  /// A dequeue that found nothing has changed nothing.
  public func isRead(_ request: Request, answered reply: Reply?) -> Bool { reply == .empty }
}
