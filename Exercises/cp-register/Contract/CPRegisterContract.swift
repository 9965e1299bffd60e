import Atoll

/// What a client can ask of the register.
public enum RegisterRequest: Hashable, Codable, Sendable {
  /// Puts a value into the register.
  case write(Int)
  /// Asks for the value.
  case read
}

/// What a node answers to a client.
public enum RegisterReply: Hashable, Codable, Sendable {
  /// The value is written.
  case ok
  /// The value that was read.
  case value(Int)
  /// Refused: nothing was written, nothing is read.
  case unavailable
}

/// A value, and which write it comes from.
public struct Copy: Hashable, Codable, Sendable {
  /// The value; 0 before any write.
  public var value = 0
  /// Grows from each write to the next.
  public var counter = 0
  /// The number of the node that has written: it decides between equal counters.
  public var writer = 0

  /// What every node holds at first.
  public init() {}

  /// A copy from its parts.
  public init(value: Int, counter: Int, writer: Int) {
    (self.value, self.counter, self.writer) = (value, counter, writer)
  }

  /// Whether this copy comes from a later write.
  public func isNewer(than other: Copy) -> Bool { (counter, writer) > (other.counter, other.writer) }
}

/// What the nodes say to each other. Each message names the operation that it belongs to.
public enum CPMessage: Hashable, Codable, Sendable {
  /// What do you hold?
  case ask(RequestID)
  /// I hold this copy.
  case have(RequestID, Copy)
  /// Store this copy, unless you hold a newer one.
  case store(RequestID, Copy)
  /// I hold that copy, or a newer one.
  case stored(RequestID)
}

/// One node of a register that stays consistent. It is a node (`import Atoll`): `handle` is called for each request of a
/// client, `receive` for each message, `timeout` for each timer that has run out.
public protocol CPRegisterNode: ContractNode where Contract == CPRegisterTypes {
  /// A node that holds 0 and waits `timeout` ticks for answers.
  init(timeout: Int)

  /// What it holds.
  var copy: Copy { get }
}

/// The types of this exercise: for the grader.
public enum CPRegisterTypes: NodeContract {
  /// What the nodes say to each other.
  public typealias Message = CPMessage
  /// What a client asks.
  public typealias Request = RegisterRequest
  /// What it is answered.
  public typealias Reply = RegisterReply
  /// What the grader sees of a node: what it holds.
  public typealias Observation = Copy

  /// What a node is made from.
  public struct Setup: Hashable, Codable, Sendable {
    /// How long it waits for answers, in ticks.
    public let timeout: Int

    /// Makes a set-up.
    public init(timeout: Int) { self.timeout = timeout }
  }
}

extension CPRegisterNode {
  /// Makes a node for the grader.
  public init(setup: CPRegisterTypes.Setup) { self.init(timeout: setup.timeout) }

  /// What the grader sees.
  public var observation: Copy { copy }
}
