import Atoll

extension ChandraToueg {
  /// What a process has heard of one round.
  struct Page: Hashable, Codable, Sendable {
    var estimates = NodeSet()
    /// Of the estimates, the one that was adopted last.
    var newest = 0
    var newestAdoptedIn = -1
    var proposal: Int?
    var acknowledged = NodeSet()
    var refused = NodeSet()
  }
}

extension ChandraToueg.Page {
  /// Takes note of a message of this round.
  mutating func write(_ message: ChandraToueg.Message, from sender: NodeID) {
    switch message {
    case .estimate(let value, let adoptedIn, _) where proposal == nil:
      estimates.insert(sender)
      if adoptedIn > newestAdoptedIn { (newest, newestAdoptedIn) = (value, adoptedIn) }
    case .propose(let value, _): proposal = value
    case .acknowledge: acknowledged.insert(sender)
    case .refuse: refused.insert(sender)
    case .estimate, .decide: break
    }
  }
}

extension ChandraToueg.Message {
  /// The round that it belongs to; a decision belongs to none.
  var round: Int {
    switch self {
    case .estimate(_, _, let round), .propose(_, let round): round
    case .acknowledge(let round), .refuse(let round): round
    case .decide: 0
    }
  }
}
