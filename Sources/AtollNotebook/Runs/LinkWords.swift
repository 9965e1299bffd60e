import Atoll

/// Reads what the `link` command says of a link.
enum LinkWords {
  static let names = ["loss", "duplication", "latency", "ordered"]

  /// Sets one property of a link from `NAME=VALUE`.
  static func set(_ word: String, in link: inout Link) throws(CommandError) {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw CommandError("\"\(word)\" changes nothing", next: "say: link loss=0.2 latency=5...20")
    }
    switch parts[0] {
    case "loss": link.loss = try probability(parts)
    case "duplication": link.duplication = try probability(parts)
    case "ordered":
      guard ["yes", "no"].contains(parts[1]) else { throw CommandError("ordered is yes or no") }
      link.isOrdered = parts[1] == "yes"
    case "latency":
      guard let latency = LatencyDistribution(parts[1]) else {
        throw CommandError("\"\(parts[1])\" is no latency", next: "say 10, or 5...20, or 5+exp(20), in ticks")
      }
      link.latency = latency
    default: throw .unknown("property of a link", parts[0], known: names)
    }
  }

  private static func probability(_ parts: [String]) throws(CommandError) -> Probability {
    guard let value = Double(parts[1]), (0...1).contains(value) else {
      throw CommandError("\(parts[0]) cannot be \"\(parts[1])\"", next: "allowed: a number from 0 to 1")
    }
    return Probability(value)
  }
}
