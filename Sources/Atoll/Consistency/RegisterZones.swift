/// Whether a history of one read/write register is linearizable, decided without a search.
///
/// It works where no value is written twice, and none is written that was there at first: then each read says which
/// write it has seen. A value's write and its reads must take effect next to each other. If some of them ended before
/// others of them began, the value was there from the first end to the last beginning: no other value can be there
/// meanwhile, nor have all its operations within. These two conditions are enough (Phillip Gibbons and Ephraim Korach,
/// "Testing shared memories", 1997).
///
/// - Complexity: O(*n* log *n*) for *n* operations.
package struct RegisterZones<Value: Hashable> {
  /// One operation; `returned` is none while it is pending.
  package struct Operation {
    package let value: Value
    package let isWrite: Bool
    package let invoked: Int
    package let returned: Int?

    package init(_ value: Value, isWrite: Bool, invoked: Int, returned: Int?) {
      (self.value, self.isWrite, self.invoked, self.returned) = (value, isWrite, invoked, returned)
    }
  }

  /// The operations on one value.
  private struct Zone {
    var write: Int?
    var reads: [Int] = []
    /// When the first of them ended.
    var firstEnd = Int.max
    /// When the last of them began.
    var lastBeginning = Int.min
    var isForward: Bool { firstEnd < lastBeginning }
  }

  private let operations: [Operation]
  private var zones: [Zone] = []

  /// Prepares the decision; none where a value is written twice, so that reads do not tell their writes.
  ///
  /// A pending read has seen nothing: leave it out.
  package init?(_ operations: [Operation], initial: Value) {
    self.operations = operations
    var places: [Value: Int] = [initial: 0]
    zones = [Zone(write: nil, firstEnd: .min)]
    for (index, operation) in operations.enumerated() {
      let place = places[operation.value] ?? zones.count
      if place == zones.count {
        places[operation.value] = place
        zones.append(Zone())
      }
      if operation.isWrite {
        guard place > 0, zones[place].write == nil else { return nil }
        zones[place].write = index
      } else {
        zones[place].reads.append(index)
      }
      zones[place].firstEnd = min(zones[place].firstEnd, operation.returned ?? .max)
      zones[place].lastBeginning = max(zones[place].lastBeginning, operation.invoked)
    }
  }

  /// An order that explains the history, by the operations' places; none where there is none.
  package var order: [Int]? {
    // A pending write that nobody has read need not have happened.
    let zones = zones.enumerated().filter { place, zone in
      place == 0 || !zone.reads.isEmpty || zone.write.map { operations[$0].returned != nil } ?? false
    }.map(\.element)
    for zone in zones.dropFirst() {
      guard let write = zone.write else { return nil }
      // A read that was over before its value was written.
      let start = operations[write].invoked
      if zone.reads.contains(where: { operations[$0].returned.map { $0 < start } ?? false }) { return nil }
    }
    let forward = zones.filter(\.isForward).sorted { $0.firstEnd < $1.firstEnd }
    for (one, next) in zip(forward, forward.dropFirst()) where next.firstEnd < one.lastBeginning {
      return nil
    }
    var moments: [(moment: Int, isForward: Int, zone: Zone)] = forward.map { ($0.firstEnd, 1, $0) }
    for zone in zones where !zone.isForward {
      guard let moment = free(zone, forward) else { return nil }
      moments.append((moment, 0, zone))
    }
    moments.sort { ($0.moment, $0.isForward) < ($1.moment, $1.isForward) }
    return moments.flatMap { _, _, zone in
      (zone.write.map { [$0] } ?? []) + zone.reads.sorted { operations[$0].invoked < operations[$1].invoked }
    }
  }

  /// A moment of a zone all of whose operations overlap at which no other value must be there; none if there is none.
  private func free(_ zone: Zone, _ forward: [Zone]) -> Int? {
    // The last forward zone that began at or before this one's own beginning.
    var (low, high) = (0, forward.count)
    while low < high {
      let middle = (low + high) / 2
      if forward[middle].firstEnd <= zone.lastBeginning { low = middle + 1 } else { high = middle }
    }
    guard low > 0, forward[low - 1].lastBeginning > zone.lastBeginning else { return zone.lastBeginning }
    let end = forward[low - 1].lastBeginning
    return end <= zone.firstEnd ? end : nil
  }
}
