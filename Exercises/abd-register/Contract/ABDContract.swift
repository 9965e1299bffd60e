import Atoll

/// A value of the register, and which write it comes from: 0 before any, then 1, 2, 3, ….
public struct Copy: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The value; `0` before any write.
  public var value: String
  /// The number of its write.
  public var version: Int

  /// Makes a copy; without arguments the one before any write.
  public init(_ value: String = "0", version: Int = 0) { (self.value, self.version) = (value, version) }

  /// `7@2`: the value 7 of write 2.
  public var description: String { "\(value)@\(version)" }
}

/// What the replicas say to each other. Each message names the client's operation that it belongs to.
public enum ABDMessage: Hashable, Codable, Sendable {
  /// What do you hold?
  case ask(RequestID)
  /// This is what I hold.
  case have(RequestID, Copy)
  /// Hold this, unless you hold something newer.
  case store(RequestID, Copy)
  /// I hold it, or something newer.
  case stored(RequestID)
}

/// What a client asks.
public enum ABDRequest: Hashable, Codable, Sendable {
  /// Only the client at `a` asks for this.
  case write(String)
  case read
}

/// What it is answered.
public enum ABDReply: Hashable, Codable, Sendable {
  case ok
  case value(String)
}

/// One replica of a register. It is a node (`import Atoll`): `handle` is called when its client asks, `receive` for
/// each message.
///
/// What it keeps in its state is up to you.
public protocol ABDReplica: ContractNode where Contract == ABDTypes {
  /// A replica that holds nothing yet.
  init()

  /// What it holds.
  var copy: Copy { get }
}

/// The types of this exercise: for the grader.
public enum ABDTypes: NodeContract {
  /// What the replicas say to each other.
  public typealias Message = ABDMessage
  /// What a client asks.
  public typealias Request = ABDRequest
  /// What it is answered.
  public typealias Reply = ABDReply
  /// What the grader sees of a replica: what it holds.
  public typealias Observation = Copy

  /// What a replica is made from: nothing.
  public struct Setup: Hashable, Codable, Sendable {
    /// Makes a set-up.
    public init() {}
  }
}

extension ABDReplica {
  /// Makes a replica for the grader.
  public init(setup: ABDTypes.Setup) { self.init() }

  /// What the grader sees.
  public var observation: Copy { copy }
}
