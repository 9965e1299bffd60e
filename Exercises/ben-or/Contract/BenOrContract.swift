import Atoll

/// What the processes say to each other.
public enum BenOrMessage: Hashable, Codable, Sendable {
  /// In the first phase of a round: the sender's estimate.
  case report(Int, round: Int)
  /// In the second phase: the value that the sender proposes, or `nil` for nothing.
  case propose(Int?, round: Int)
}

/// One process of Ben-Or's protocol. It is a node (`import Atoll`): `start` is called once, `receive` for each message.
///
/// What it keeps in its state, and whether it uses timers, is up to you.
public protocol BenOrProcess: ContractNode where Contract == BenOrTypes {
  /// A process with an input, 0 or 1, in a cluster in which at most `crashesMax` processes crash: fewer than half.
  init(input: Int, crashesMax: Int)

  /// What it has decided; `nil` while it is undecided.
  var decision: Int? { get }
}

/// The types of this exercise: for the grader.
public enum BenOrTypes: NodeContract {
  /// What the processes say to each other.
  public typealias Message = BenOrMessage
  /// What the grader sees of a process: its decision.
  public typealias Observation = Int?

  /// What a process is made from.
  public struct Setup: Hashable, Codable, Sendable {
    /// 0 or 1.
    public let input: Int
    /// How many processes crash at most.
    public let crashesMax: Int

    /// Makes a set-up.
    public init(input: Int, crashesMax: Int) { (self.input, self.crashesMax) = (input, crashesMax) }
  }
}

extension BenOrProcess {
  /// Makes a process for the grader.
  public init(setup: BenOrTypes.Setup) { self.init(input: setup.input, crashesMax: setup.crashesMax) }

  /// What the grader sees.
  public var observation: Int? { decision }
}
