import Atoll

/// What clients and the server say to each other.
public enum PoolMessage: Hashable, Codable, Sendable {
  /// A client to the server: do job number n, which takes so many ticks.
  case job(Int, ticks: Int)
  /// A client to the server: no longer interested in job number n.
  case cancel(Int)
  /// The server to a client: job number n is done.
  case done(Int)
  /// The server to a client: job number n is refused.
  case busy(Int)
}

/// A server with a pool of threads. It is a node (`import Atoll`): `receive` is called for each message, `timeout` when a
/// timer that it has set runs out.
///
/// What it keeps in its state, and which timers it has, is up to you.
public protocol PoolServing: ContractNode where Contract == ThreadPoolTypes {
  /// A server with so many threads, at least 1, and room for so many jobs that wait.
  init(threads: Int, lineMax: Int)

  /// The numbers of the jobs that run, in any order.
  var running: [Int] { get }
  /// The numbers of the jobs that wait, the longest first.
  var waiting: [Int] { get }
}

/// The types of this exercise: for the grader.
public enum ThreadPoolTypes: NodeContract {
  /// What the nodes say to each other.
  public typealias Message = PoolMessage

  /// What a server is made from.
  public struct Setup: Hashable, Codable, Sendable {
    /// How many threads it has.
    public let threads: Int
    /// How many jobs may wait.
    public let lineMax: Int

    /// Makes a set-up.
    public init(threads: Int, lineMax: Int) { (self.threads, self.lineMax) = (threads, lineMax) }
  }

  /// What the grader sees of a server.
  public struct Observation: Hashable, Codable, Sendable {
    /// The jobs that run.
    public let running: [Int]
    /// The jobs that wait.
    public let waiting: [Int]
  }
}

extension PoolServing {
  /// Makes a server for the grader.
  public init(setup: ThreadPoolTypes.Setup) { self.init(threads: setup.threads, lineMax: setup.lineMax) }

  /// What the grader sees.
  public var observation: ThreadPoolTypes.Observation { .init(running: running.sorted(), waiting: waiting) }
}
