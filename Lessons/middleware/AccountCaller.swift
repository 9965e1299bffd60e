import Atoll
public import AtollDistributed

/// What a client can ask of a peer.
public enum AccountRequest: Hashable, Codable, Sendable {
  case deposit(Int)
  case withdraw(Int)
  case balance
  /// Take out all that is in the account.
  case empty
}

/// What the peer answers.
public enum AccountReply: Hashable, Codable, Sendable {
  /// The balance of the account.
  case balance(Int)
  /// Too little is in it.
  case overdrawn(by: Int)
  /// The call brought no value.
  case failed(CallFailure)
}

/// Calls the account for clients, wherever it lives.
public struct AccountCaller: PeerProgram {
  /// The actor that it calls.
  public typealias Resident = Account

  /// Where the account lives.
  public let account: ActorAddress
  /// How often it calls again when it gets no answer.
  public let retries: Int
  /// Whether each deposit has a receipt, the same at each attempt.
  public let usesReceipts: Bool

  /// Makes a caller.
  public init(account: ActorAddress, retries: Int = 0, usesReceipts: Bool = false) {
    self.account = account
    self.retries = retries
    self.usesReceipts = usesReceipts
  }

  /// Calls, and calls again where no answer comes.
  public func serve(_ request: AccountRequest, with system: AtollActorSystem) async -> AccountReply {
    let receipt = "\(system.peer)\(system.callsMade + 1)"
    var retriesLeft = retries
    while true {
      do {
        return .balance(try await ask(request, receipt: receipt, system))
      } catch let error as Overdrawn {
        return .overdrawn(by: error.missing)
      } catch CallFailure.noAnswer where retriesLeft > 0 {
        retriesLeft -= 1
      } catch {
        return .failed(error as? CallFailure ?? .threw("\(error)"))
      }
    }
  }

  func ask(_ request: AccountRequest, receipt: String, _ system: AtollActorSystem) async throws -> Int {
    let account = try Account.resolve(id: account, using: system)
    return switch request {
    case .deposit(let amount) where usesReceipts: try await account.deposit(amount, receipt: receipt)
    case .deposit(let amount): try await account.deposit(amount)
    case .withdraw(let amount): try await account.withdraw(amount)
    case .balance: try await account.balance()
    case .empty: try await account.withdraw(try await account.balance())
    }
  }
}

extension AccountRequest: CustomStringConvertible {
  /// The request as a client types it, without the node.
  public var description: String {
    switch self {
    case .deposit(let amount): "deposit \(amount)"
    case .withdraw(let amount): "withdraw \(amount)"
    case .balance: "balance"
    case .empty: "empty"
    }
  }
}

extension AccountReply: CustomStringConvertible {
  /// The reply as a client reads it.
  public var description: String {
    switch self {
    case .balance(let balance): "balance \(balance)"
    case .overdrawn(let missing): "overdrawn by \(missing)"
    case .failed(let failure): "\(failure)"
    }
  }
}
