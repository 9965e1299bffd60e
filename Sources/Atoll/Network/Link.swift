/// How one direction between two nodes treats messages.
///
/// With `loss` and `duplication` at 0 the link is *reliable*: every message arrives once (unless a network partition
/// or a crash takes it), perhaps in another order. With `loss` below 1 it is *fair-loss*: a message that is sent
/// again and again arrives again and again, with probability 1. An *arbitrary* link, which changes or forges messages,
/// is not a `Link`: see `Simulation.modifyMessages(from:to:probability:by:)`.
///
/// - SeeAlso: Cachin, Guerraoui & Rodrigues 2011, "Introduction to Reliable and Secure Distributed Programming", §2.4.
@frozen public struct Link: Hashable, Codable, Sendable {
  /// How likely a message is lost.
  public var loss: Probability
  /// How likely a message that is not lost arrives twice.
  public var duplication: Probability
  /// How long a message is under way.
  public var latency: LatencyDistribution
  /// Whether messages arrive in the order in which they were sent.
  public var isOrdered: Bool

  /// Makes a link; without arguments a reliable one that takes 10 ticks and keeps the order.
  public init(
    loss: Probability = .never, duplication: Probability = .never,
    latency: LatencyDistribution = .fixed(10), isOrdered: Bool = false
  ) {
    self.loss = loss
    self.duplication = duplication
    self.latency = latency
    self.isOrdered = isOrdered
  }
}

extension Link: CustomStringConvertible {
  /// The link in the words of the `link` command.
  public var description: String {
    var parts = ["latency=\(latency)", "loss=\(loss)", "duplication=\(duplication)"]
    if isOrdered { parts.append("ordered=yes") }
    return parts.joined(separator: " ")
  }
}
