import Atoll

/// What can be done to a replicated counter or set.
public enum CRDTOperation: Hashable, Codable, Sendable, CustomStringConvertible {
  case increment
  case decrement
  case add(String)
  case remove(String)

  /// The operation as it is typed, without the node.
  public var description: String {
    switch self {
    case .increment: "increment"
    case .decrement: "decrement"
    case .add(let element): "add \(element)"
    case .remove(let element): "remove \(element)"
    }
  }
}

/// The name of an update: the how-manieth it is of its replica. No two updates of a run share one.
public struct Dot: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  let node: NodeID
  let number: Int

  /// Later numbers are later; ties go to the node.
  public static func < (a: Dot, b: Dot) -> Bool { (a.number, a.node) < (b.number, b.node) }

  /// `a1`.
  public var description: String { "\(node)\(number)" }
}

/// Data of which each replica has a copy that it changes at once; copies are merged when they meet.
///
/// It is a *convergent replicated data type* if `merge` is commutative, associative and idempotent, and every update
/// goes up in the order that `merge` makes (Shapiro, Preguiça, Baquero and Zawirski, "Conflict-free replicated data
/// types", 2011). Not every type that conforms to this protocol is one: those that are not show why the laws matter.
public protocol ReplicatedData: Hashable, Codable, Sendable {
  /// The copy before any update.
  init()
  /// The updates that it can take: those that an exhaustive search tries.
  static var operations: [CRDTOperation] { get }
  /// Changes this copy; returns false, and changes nothing, if the data has no such operation.
  mutating func update(_ operation: CRDTOperation, _ dot: Dot) -> Bool
  /// Takes another copy into this one.
  mutating func merge(_ other: Self)
  /// What a reader sees.
  var shown: String { get }
}

extension ReplicatedData {
  /// This copy after another one was taken in.
  func merged(_ other: Self) -> Self {
    var result = self
    result.merge(other)
    return result
  }
}
