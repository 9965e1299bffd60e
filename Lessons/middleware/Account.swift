public import AtollDistributed
public import Distributed

/// A bank account that is called from anywhere.
///
/// Nothing here says where it lives, or what carries its calls. The compiler allows others to call what is
/// `distributed`, and nothing else; what travels must be `Codable`; and every call from outside needs `try await`.
public distributed actor Account: ResidentActor {
  /// Our actor system carries the calls.
  public typealias ActorSystem = AtollActorSystem

  /// What is kept of the account while it does not run.
  public struct Memory: Hashable, Codable, Sendable {
    /// Every amount that was booked, in order.
    public var bookings: [Int] = []
    /// The receipts of the deposits that had one.
    public var receipts: [String] = []

    /// An empty account.
    public init() {}
  }

  /// What the account holds.
  public private(set) var memory: Memory

  /// An account that holds this already.
  public init(remembering memory: Memory, actorSystem: AtollActorSystem) {
    self.memory = memory
    self.actorSystem = actorSystem
  }

  /// What is in the account.
  public distributed func balance() -> Int { memory.bookings.reduce(0, +) }

  /// Books a deposit and returns the new balance.
  public distributed func deposit(_ amount: Int) -> Int {
    memory.bookings.append(amount)
    return balance()
  }

  /// Books a deposit, unless one with this receipt is booked already, and returns the new balance.
  public distributed func deposit(_ amount: Int, receipt: String) -> Int {
    guard !memory.receipts.contains(receipt) else { return balance() }
    memory.receipts.append(receipt)
    return deposit(amount)
  }

  /// Books a withdrawal and returns the new balance.
  ///
  /// - Throws: `Overdrawn` where too little is in the account.
  public distributed func withdraw(_ amount: Int) throws -> Int {
    guard amount <= balance() else { throw Overdrawn(missing: amount - balance()) }
    return deposit(-amount)
  }
}

/// Too little is in the account.
public struct Overdrawn: Error, Hashable, Codable {
  /// How much is missing.
  public let missing: Int
}
