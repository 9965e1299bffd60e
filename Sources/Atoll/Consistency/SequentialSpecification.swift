/// What an object does when it is used by one client at a time: the standard that a history is held against.
///
/// The first four requirements are all that a specification needs. The others have defaults; they let a checker work
/// faster or ask more.
public protocol SequentialSpecification: Sendable {
  /// The object's state.
  associatedtype State: Hashable & Sendable
  /// What can be asked of it.
  associatedtype Request: Hashable & Sendable
  /// What it answers.
  associatedtype Reply: Hashable & Sendable

  /// The state before any operation.
  var initial: State { get }

  /// Performs one operation and answers it. It must be a function of the request and the state alone.
  func perform(_ request: Request, on state: inout State) -> Reply

  /// The independent object that a request is about, such as its key; none where the whole is one object.
  ///
  /// Linearizability is local: a history is linearizable if its part for each object is. So the parts can be decided
  /// one by one. Requests about different objects must not influence each other.
  func object(of request: Request) -> String?

  /// Whether an operation that was answered so (none: pending) leaves every state as it was.
  ///
  /// It saves time only. A checker holds it against each step that it sees, and does without where it was wrong.
  func isRead(_ request: Request, answered reply: Reply?) -> Bool

  /// Whether a reply says that the operation took no effect, and tells nothing else: such operations are left out.
  func isRefusal(_ reply: Reply) -> Bool

  /// What an operation that was answered so does to a register; none where the object is not made of registers.
  ///
  /// Causal consistency and the session guarantees are asked of registers only.
  func access(_ request: Request, answered reply: Reply?) -> RegisterAccess?
}

extension SequentialSpecification {
  /// One object.
  public func object(of request: Request) -> String? { nil }
  /// Nothing is known to be a read.
  public func isRead(_ request: Request, answered reply: Reply?) -> Bool { false }
  /// Nothing is a refusal.
  public func isRefusal(_ reply: Reply) -> Bool { false }
  /// No registers.
  public func access(_ request: Request, answered reply: Reply?) -> RegisterAccess? { nil }
}
