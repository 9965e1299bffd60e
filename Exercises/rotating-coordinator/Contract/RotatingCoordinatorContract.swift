import Atoll

/// What the processes say to each other.
public enum CoordinatorMessage: Hashable, Codable, Sendable {
  /// To the coordinator of a round: the sender's estimate, and the round in which it took it over; 0 for its input.
  case estimate(Int, takenIn: Int, round: Int)
  /// From the coordinator to all: take this value over.
  case propose(Int, round: Int)
  /// To the coordinator: I have.
  case accept(round: Int)
  /// To the coordinator: I have not, I suspected you.
  case refuse(round: Int)
  /// From a coordinator to all: this is decided.
  case decide(Int)
}

/// What the failure detector of a process tells it. It may be wrong.
public enum Suspicion: Hashable, Codable, Sendable {
  /// From now on it suspects that the process has crashed.
  case suspects(NodeID)
  /// It suspects the process no longer.
  case trusts(NodeID)
}

/// One process of a consensus protocol with rotating coordinators. It is a node (`import Atoll`): `start` is called once,
/// `receive` for each message, `handle` for each word of its failure detector. (No answer is expected there.)
public protocol CoordinatorProcess: ContractNode where Contract == CoordinatorTypes {
  /// A process with an input, 0 or 1.
  init(input: Int)

  /// What it has decided; `nil` while it is undecided.
  var decision: Int? { get }
}

/// The types of this exercise: for the grader.
public enum CoordinatorTypes: NodeContract {
  /// What the processes say to each other.
  public typealias Message = CoordinatorMessage
  /// What the failure detector says.
  public typealias Request = Suspicion
  /// It expects no answer.
  public typealias Reply = Notice
  /// What the grader sees of a process: its decision.
  public typealias Observation = Int?

  /// What a process is made from.
  public struct Setup: Hashable, Codable, Sendable {
    /// 0 or 1.
    public let input: Int

    /// Makes a set-up.
    public init(input: Int) { self.input = input }
  }
}

extension CoordinatorProcess {
  /// Makes a process for the grader.
  public init(setup: CoordinatorTypes.Setup) { self.init(input: setup.input) }

  /// What the grader sees.
  public var observation: Int? { decision }
}
