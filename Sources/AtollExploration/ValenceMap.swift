import Atoll

/// Which decisions can still be reached from each configuration of a graph.
///
/// The decisions that are made in a configuration are given; those that can be reached are propagated backwards along
/// the edges until nothing changes. Four classes come of it: with one decision a configuration is *univalent*, with
/// several *bivalent* (Fischer, Lynch & Paterson 1985), and with none it can reach no decision at all, which the
/// paper's protocols exclude and a protocol that blocks does not.
///
/// - Complexity: time linear in edges times decisions, memory linear in edges.
package struct ValenceMap: Sendable {
  /// The class of a configuration.
  package enum Valence: Hashable, Sendable {
    /// No decision can be reached.
    case none
    /// One decision can be reached: its place among the decisions.
    case univalent(Int)
    /// Several can.
    case bivalent
  }

  /// Configurations in each class.
  package struct Counts: Hashable, Sendable {
    /// That can reach no decision.
    package var none = 0
    /// That can reach one, by decision.
    package var univalent: [Int: Int] = [:]
    /// That can reach several.
    package var bivalent = 0
  }

  /// The decisions that can be reached from each configuration, one bit each.
  package let masks: [UInt64]
  private let successors: EdgeLists

  /// Propagates the decisions that are made, one bit each, backwards.
  package init(made: [UInt64], successors: EdgeLists) {
    var masks = made
    let predecessors = successors.reversed
    var waiting = masks.indices.filter { masks[$0] != 0 }.map { Int32($0) }
    while let place = waiting.popLast() {
      for earlier in predecessors[Int(place)] {
        let more = masks[Int(earlier)] | masks[Int(place)]
        guard more != masks[Int(earlier)] else { continue }
        masks[Int(earlier)] = more
        waiting.append(earlier)
      }
    }
    self.masks = masks
    self.successors = successors
  }

  /// The class of a configuration.
  package subscript(configuration: Int) -> Valence { Self.valence(masks[configuration]) }

  /// The class of a set of decisions.
  package static func valence(_ mask: UInt64) -> Valence {
    switch mask.nonzeroBitCount {
    case 0: .none
    case 1: .univalent(mask.trailingZeroBitCount)
    default: .bivalent
    }
  }

  /// How many configurations there are of each class.
  package var counts: Counts {
    masks.reduce(into: Counts()) { counts, mask in
      switch Self.valence(mask) {
      case .none: counts.none += 1
      case .univalent(let decision): counts.univalent[decision, default: 0] += 1
      case .bivalent: counts.bivalent += 1
      }
    }
  }

  /// The critical configurations: bivalent with successors, none of which is. Whatever happens next decides.
  package var critical: [Int] {
    masks.indices.filter { place in
      self[place] == .bivalent && !successors[place].isEmpty
        && successors[place].allSatisfy { self[Int($0)] != .bivalent }
    }
  }
}

/// The successors of every configuration, in one array.
package struct EdgeLists: Sendable {
  private var starts: [Int32] = [0]
  private var targets: [Int32] = []

  /// No configuration yet.
  package init() {}

  /// How many configurations have their successors.
  package var count: Int { starts.count - 1 }

  /// Adds the successors of the next configuration.
  package mutating func append(_ successors: [Int32]) {
    targets += successors
    starts.append(Int32(targets.count))
  }

  /// The successors of a configuration.
  package subscript(place: Int) -> ArraySlice<Int32> { targets[Int(starts[place])..<Int(starts[place + 1])] }

  /// The same edges, turned round.
  package var reversed: EdgeLists {
    var counts = Array(repeating: Int32(0), count: count + 1)
    for target in targets { counts[Int(target) + 1] += 1 }
    for place in 0..<count { counts[place + 1] += counts[place] }
    var turned = EdgeLists()
    turned.starts = counts
    turned.targets = Array(repeating: 0, count: targets.count)
    for place in 0..<count {
      for target in self[place] {
        turned.targets[Int(counts[Int(target)])] = Int32(place)
        counts[Int(target)] += 1
      }
    }
    return turned
  }

  /// Whether no path comes back to where it was.
  package var isAcyclic: Bool {
    var incoming = Array(repeating: 0, count: count)
    for target in targets { incoming[Int(target)] += 1 }
    var free = (0..<count).filter { incoming[$0] == 0 }
    var removed = 0
    while let place = free.popLast() {
      removed += 1
      for target in self[place] {
        incoming[Int(target)] -= 1
        if incoming[Int(target)] == 0 { free.append(Int(target)) }
      }
    }
    return removed == count
  }
}
