import Atoll

/// The bits of events in **sleep sets**: a reduction that finds the same configurations by fewer transitions.
///
/// Where two events at different nodes commute, both orders lead to one configuration; it is enough to go one way. A
/// sleep set of a configuration holds events that need not be tried from it. A search that finds configuration t from
/// configuration s by event b puts to sleep in t each event a at another node that commutes with b and that
///
/// - slept in s already, or
/// - belongs to a node before b's, so that it was tried from s before b.
///
/// In a breadth-first search that numbers configurations as it finds them, this skips nothing but what is known. Claim:
/// for a asleep in t, the configuration after a is a successor of one with a lower number than t. Proof, by the number
/// of t: let s·a be the configuration after a in s. If a was tried from s before b, then s·a was found before t. If a
/// slept in s, then s·a is, by the claim for s, a successor of a configuration before s, which was expanded before s,
/// so that s·a was found before t too. Either way s·a has a lower number than t, and b leads from it to the
/// configuration after a in t, since they commute. So, when t is expanded, what a leads to is known or is asleep there
/// for the same reason, with a lower number; and the first way to each configuration, the one with the lowest number,
/// never sleeps. Hence a search with sleep sets finds the same configurations *in the same order, with the same
/// parents*, as one without: every property of configurations has the same answer and the same shortest
/// counterexample, and a bound cuts in the same place. Sleep sets of other searches must be intersected where
/// configurations are met again; here the first way decides, as the proof speaks of no other.
///
/// Two events **commute** if they are at different nodes and do not both change the surroundings. An event changes its
/// node's cell and adds messages to other cells. That another node's event adds a message changes nothing of what an
/// event does: it joins a multiset, a set, or the end of a queue of which that node is the only sender. Only losing a
/// message of a set does not commute with sending it again; such an event is *entangled*: it never sleeps, and nothing
/// sleeps after it. The tests hold each pair of events of random systems against this.
///
/// An event keeps its bit as long as its node does nothing, whatever else arrives there. There are 63 bits; events
/// that come later have none and never sleep.
///
/// - SeeAlso: Godefroid 1996, "Partial-order methods for the verification of concurrent systems", chapter 5.
final class SleepBits {
  /// The place of events without a bit.
  static let none: UInt8 = 63
  /// In the bits of a cell: there is more than events that can sleep.
  static let open: UInt64 = 1 << 63

  /// For each component all bits but those of its own events: what is left of a sleep set after one of them.
  let kept: UnsafeMutablePointer<UInt64>
  private let width: Int
  private var bits: [Key: UInt8] = [:]

  private struct Key: Hashable {
    let place: Int
    let label: EventLabel
  }

  init(width: Int) {
    self.width = width
    kept = .allocate(capacity: width)
    kept.initialize(repeating: ~SleepBits.open, count: width)
  }

  deinit { kept.deallocate() }

  /// The bit of an event.
  func bit(_ place: Int, _ label: EventLabel) -> UInt8 {
    let key = Key(place: place, label: label)
    if let known = bits[key] { return known }
    guard bits.count < Int(SleepBits.none) else { return SleepBits.none }
    let bit = UInt8(bits.count)
    bits[key] = bit
    kept[place] &= ~(1 << UInt64(bit))
    return bit
  }
}

extension EventLabel.Kind {
  /// Whether such an event commutes with every event at another node, unless both change the surroundings.
  func commutes(_ rules: EventRules) -> Bool {
    switch self {
    case .delivery, .request, .lostAtDownNode, .lostInPartition, .crash, .recovery, .forgery: true
    // Where timers run in order, one that runs out lets time pass for all nodes.
    case .timeout: rules.timers == .anyMoment
    // Where a message can be in transit once only, losing it and sending it again can happen in either order.
    case .drop: rules.network != .duplicating
    // What is sent, and what arrives, depends on who is cut off.
    case .partition, .heal: false
    }
  }
}
