/// A set of texts: elements are added, removed, looked for and listed.
public struct MembershipSet: SequentialSpecification {
  /// What can be asked.
  public enum Request: Hashable, Sendable {
    /// Add an element; nothing happens if it is there.
    case add(String)
    /// Remove an element; nothing happens if it is not there.
    case remove(String)
    /// Is an element there?
    case contains(String)
    /// Which elements are there?
    case read
  }

  /// What is answered.
  public enum Reply: Hashable, Sendable {
    /// It is done.
    case done
    /// Whether the element is there.
    case isMember(Bool)
    /// All elements, sorted.
    case elements([String])
  }

  /// The elements.
  public typealias State = Set<String>
  /// No elements.
  public let initial: State = []

  /// An empty set.
  public init() {}

  /// Adds, removes, looks for or lists.
  public func perform(_ request: Request, on elements: inout State) -> Reply {
    switch request {
    case .add(let element): elements.insert(element)
    case .remove(let element): elements.remove(element)
    case .contains(let element): return .isMember(elements.contains(element))
    case .read: return .elements(elements.sorted())
    }
    return .done
  }

  /// Looking changes nothing.
  public func isRead(_ request: Request, answered reply: Reply?) -> Bool {
    switch request {
    case .contains, .read: true
    case .add, .remove: false
    }
  }
}
