import Atoll

/// What a client can ask of the register.
public enum RegisterRequest: Hashable, Codable, Sendable {
  /// Puts a value into the register.
  case write(Int)
  /// Asks for what it holds.
  case read
}

/// What a node answers to a client.
public enum RegisterReply: Hashable, Codable, Sendable {
  /// The value is written.
  case ok
  /// What the node holds, in ascending order: one value, or several that were written without knowledge of each other.
  case values([Int])
}

/// A written value with its version vector.
public struct Version: Hashable, Codable, Sendable {
  /// The value.
  public var value: Int
  /// For each node, how many of its writes the writer knew of; this one counts.
  public var seen: [Int]

  /// A version from its parts.
  public init(value: Int, seen: [Int]) { (self.value, self.seen) = (value, seen) }
}

/// What the nodes say to each other.
public enum APMessage: Hashable, Codable, Sendable {
  /// This is what I hold.
  case here([Version])
  /// You said that you hold this, and I have taken it in.
  case received([Version])
}

/// One node of a register that always answers. It is a node (`import Atoll`): `handle` is called for each request of a
/// client, `receive` for each message, `timeout` for each timer that has run out.
public protocol APRegisterNode: ContractNode where Contract == APRegisterTypes {
  /// A node that holds nothing and waits `timeout` ticks for a confirmation.
  init(timeout: Int)

  /// What it holds, in any order.
  var versions: [Version] { get }
}

/// The types of this exercise: for the grader.
public enum APRegisterTypes: NodeContract {
  /// What the nodes say to each other.
  public typealias Message = APMessage
  /// What a client asks.
  public typealias Request = RegisterRequest
  /// What it is answered.
  public typealias Reply = RegisterReply
  /// What the grader sees of a node: what it holds.
  public typealias Observation = [Version]

  /// What a node is made from.
  public struct Setup: Hashable, Codable, Sendable {
    /// How long it waits for a confirmation, in ticks.
    public let timeout: Int

    /// Makes a set-up.
    public init(timeout: Int) { self.timeout = timeout }
  }
}

extension APRegisterNode {
  /// Makes a node for the grader.
  public init(setup: APRegisterTypes.Setup) { self.init(timeout: setup.timeout) }

  /// What the grader sees.
  public var observation: [Version] { versions }
}
