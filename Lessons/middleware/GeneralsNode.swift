import Atoll

/// A general. Two of them win if both attack, and lose if one attacks alone; they have messengers who may be caught.
///
/// `a` sends the order, `b` confirms it, `a` confirms the confirmation, and so on, for a number of messages on which they have agreed.
public struct GeneralsNode: Node {
  /// The n-th message of the exchange, from 1; odd ones go from `a` to `b`.
  public struct Message: Hashable, Codable, Sendable, CustomStringConvertible {
    let number: Int
    /// `order`, `confirmation 1`, `confirmation 2`, …
    public var description: String { number == 1 ? "order" : "confirmation \(number - 1)" }
  }
  /// What one asks of a general.
  public enum Request: String, Hashable, Codable, Sendable, CustomStringConvertible {
    /// Send the order.
    case propose
    /// Decide: the hour has come.
    case decide
    /// The request in words.
    public var description: String { rawValue }
  }
  /// What a general answers.
  public enum Reply: String, Hashable, Codable, Sendable, CustomStringConvertible {
    case sent, attack, wait
    /// Only `a` gives the order.
    case refused
    /// The reply in words.
    public var description: String { rawValue }
  }

  /// How many messages the exchange has.
  let messages: Int
  /// How many messages this general has to have received to attack.
  let needed: Int
  /// How many it has received.
  var received = 0
  /// What it has decided: whether it attacks.
  var attacks: Bool?

  /// Sends the order, or decides.
  public mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
    switch request {
    case .propose where context.id != NodeID(0): context.reply(.refused, to: id)
    case .propose:
      for peer in context.peers where messages > 0 { context.send(Message(number: 1), to: peer) }
      context.reply(.sent, to: id)
    case .decide:
      let decision = attacks ?? (received >= needed)
      attacks = decision
      context.reply(decision ? .attack : .wait, to: id)
    }
  }

  /// Counts, and confirms, unless this was the last message. What comes after the decision comes too late.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard attacks == nil else { return }
    received += 1
    if message.number < messages { context.send(Message(number: message.number + 1), to: sender) }
  }
}
