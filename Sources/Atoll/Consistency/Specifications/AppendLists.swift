/// A list for each key: clients append elements and read whole lists.
///
/// A read shows not only which elements were appended but in which order, so histories of appends are easy to judge.
public struct AppendLists: SequentialSpecification {
  /// What can be asked.
  public enum Request: Hashable, Sendable {
    /// Put an element at the end of a key's list.
    case append(String, String)
    /// What is a key's list?
    case read(String)

    var key: String {
      switch self {
      case .append(let key, _), .read(let key): key
      }
    }
  }

  /// What is answered.
  public enum Reply: Hashable, Sendable {
    /// It is appended.
    case appended
    /// The list.
    case list([String])
  }

  /// The lists that are not empty.
  public typealias State = [String: [String]]
  /// All lists are empty.
  public let initial: State = [:]

  /// Empty lists.
  public init() {}

  /// Appends or reads.
  public func perform(_ request: Request, on lists: inout State) -> Reply {
    switch request {
    case .append(let key, let element):
      lists[key, default: []].append(element)
      return .appended
    case .read(let key): return .list(lists[key] ?? [])
    }
  }

  /// Each key by itself.
  public func object(of request: Request) -> String? { request.key }

  /// Reads change nothing.
  public func isRead(_ request: Request, answered reply: Reply?) -> Bool {
    if case .read = request { true } else { false }
  }
}
