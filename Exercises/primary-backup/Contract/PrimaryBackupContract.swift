import Atoll

/// What the replicas say to each other. Each message names a view: which primary it is about.
public enum LogMessage: Hashable, Codable, Sendable {
  /// The primary of the view: this is the whole log.
  case log(view: Int, [String])
  /// The answer: in this view I hold so many entries.
  case have(view: Int, Int)
}

/// What a client, or the operator, asks.
public enum LogRequest: Hashable, Codable, Sendable {
  /// Put an entry at the end of the log.
  case append(String)
  /// What is in the log?
  case read
  /// The operator: be the primary from now on.
  case promote
}

/// What they are answered.
public enum LogReply: Hashable, Codable, Sendable {
  case ok
  /// Ask the primary.
  case refused
  case entries([String])
}

/// One replica of a log. It is a node (`import Atoll`): `handle` is called when somebody asks, `receive` for each
/// message, `timeout` when one of its timers runs out.
///
/// What it keeps in its state, and what its timers are called, is up to you.
public protocol LogReplica: ContractNode where Contract == LogTypes {
  /// A replica with an empty log, in view 1.
  init(isPrimary: Bool)

  /// The entries that it holds.
  var log: [String] { get }
  /// Whether it is the primary of its view.
  var isPrimary: Bool { get }
  /// The latest view that it knows of.
  var view: Int { get }
}

/// The types of this exercise: for the grader.
public enum LogTypes: NodeContract {
  /// What the replicas say to each other.
  public typealias Message = LogMessage
  /// What is asked.
  public typealias Request = LogRequest
  /// What is answered.
  public typealias Reply = LogReply

  /// What a replica is made from.
  public struct Setup: Hashable, Codable, Sendable {
    /// Whether it is the first primary.
    public let isPrimary: Bool

    /// Makes a set-up.
    public init(isPrimary: Bool) { self.isPrimary = isPrimary }
  }

  /// What the grader sees of a replica.
  public struct Observation: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Its log.
    public let log: [String]
    /// Whether it is the primary.
    public let isPrimary: Bool
    /// Its view.
    public let view: Int

    /// `primary of view 2, [x]`.
    public var description: String {
      "\(isPrimary ? "primary" : "backup") in view \(view), [\(log.joined(separator: ", "))]"
    }
  }
}

extension LogReplica {
  /// Makes a replica for the grader.
  public init(setup: LogTypes.Setup) { self.init(isPrimary: setup.isPrimary) }

  /// What the grader sees.
  public var observation: LogTypes.Observation { .init(log: log, isPrimary: isPrimary, view: view) }
}
