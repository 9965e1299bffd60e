import Atoll

/// A piece of work that somebody wants to have done.
public struct BrokerJob: Hashable, Codable, Sendable, CustomStringConvertible {
  let id: Int
  let name: String

  /// `#1 tea`
  public var description: String { "#\(id) \(name)" }
}

/// What shop, broker and workers say to each other.
public enum BrokerMessage: Hashable, Codable, Sendable {
  /// The shop to the broker: take this into the queue.
  case publish(BrokerJob)
  /// The broker to the shop: it is in the queue.
  case accepted(BrokerJob)
  /// A worker to the broker: I have nothing to do. Only where workers pull.
  case ready
  /// The broker to a worker: do this.
  case deliver(BrokerJob)
  /// A worker to the broker: you need not remember it any more.
  case acknowledge(BrokerJob)
  /// A worker to the broker: it did not work.
  case failed(BrokerJob)
}

/// What a client asks of the shop.
public struct BrokerRequest: Hashable, Codable, Sendable, CustomStringConvertible {
  let name: String
  /// `order tea`
  public var description: String { "order \(name)" }
}

/// What the client is told: not that the order was carried out, but that somebody has it.
public enum BrokerReply: String, Hashable, Codable, Sendable, CustomStringConvertible {
  case accepted
  /// It is no shop that was asked.
  case noShop = "no shop"
  /// The reply in words.
  public var description: String { rawValue }
}
