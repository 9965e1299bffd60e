import AtollLessons
import AtollNotebook

/// One step of `atoll peers`: a call, or something that is done to the network or to the account's process.
enum PeerStep: Equatable {
  /// A call of the account in the other process.
  case call(AccountRequest)
  /// A call of an account in this process.
  case callHere(AccountRequest)
  /// The account's process is killed while the call is under way.
  case killDuring(AccountRequest)
  /// The account's process is killed.
  case kill
  /// A new process takes the place of the account's.
  case start
  /// An order to the proxy.
  case order(String)

  /// The steps of the demonstration.
  static let demonstration = [
    "here deposit 5", "here balance", "deposit 5", "balance", "delay 50", "deposit 6", "heal",
    "drop answers", "deposit 7", "heal", "drop questions", "deposit 8", "heal", "balance",
    "here withdraw 99", "withdraw 99",
    "delay 50", "kill during deposit 9", "start", "heal", "balance",
  ]

  /// How to write steps, for the help page.
  static let usage =
    "deposit N, withdraw N, balance, empty; here CALL; delay MILLISECONDS; drop questions|answers|all; heal; "
    + "kill; kill during CALL; start"

  /// Reads a step.
  init(_ text: String) throws(CommandError) {
    let words = text.split(separator: " ").map(String.init)
    switch words.first {
    case "here": self = .callHere(try PeerStep.call(words.dropFirst(), in: text))
    case "kill" where words.count == 1: self = .kill
    case "kill" where words.dropFirst().first == "during":
      self = .killDuring(try PeerStep.call(words.dropFirst(2), in: text))
    case "start" where words.count == 1: self = .start
    case "heal" where words.count == 1: self = .order("pass")
    case "delay" where words.count == 2 && Int(words[1]).map((0...2000).contains) == true:
      self = .order("delay \(words[1])")
    case "drop" where words.count == 2 && ["questions", "answers", "all"].contains(words[1]):
      self = .order("drop \(words[1])")
    default: self = .call(try PeerStep.call(words[...], in: text))
    }
  }

  private static func call(_ words: ArraySlice<String>, in text: String) throws(CommandError)
    -> AccountRequest
  {
    let amount = words.dropFirst().first.flatMap { Int($0) }.flatMap {
      (1...1_000_000).contains($0) ? $0 : nil
    }
    switch (words.first, amount, words.count) {
    case ("deposit", let amount?, 2): return .deposit(amount)
    case ("withdraw", let amount?, 2): return .withdraw(amount)
    case ("balance", nil, 1): return .balance
    case ("empty", nil, 1): return .empty
    default:
      throw CommandError("\"\(text)\" is no step of peers", next: "steps, each in quotes: \(usage)")
    }
  }
}
