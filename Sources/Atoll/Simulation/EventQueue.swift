/// An event that is still to happen. Plain data of 24 bytes: the payload waits in a slab.
@frozen @usableFromInline struct ScheduledEvent: Sendable {
  @usableFromInline enum Kind: UInt32, Sendable {
    case delivery, timeout
  }

  @usableFromInline let time: Int
  @usableFromInline let sequence: UInt64
  @usableFromInline let slot: UInt32
  @usableFromInline let kind: Kind

  @inlinable init(time: Int, sequence: UInt64, slot: UInt32, kind: Kind) {
    self.time = time
    self.sequence = sequence
    self.slot = slot
    self.kind = kind
  }

  /// Earlier first; at the same tick, what was scheduled first comes first.
  @inlinable static func < (a: ScheduledEvent, b: ScheduledEvent) -> Bool {
    a.time != b.time ? a.time < b.time : a.sequence < b.sequence
  }
}

/// The events that are still to happen, as a heap in which every entry has up to four children: it is half as deep
/// as a binary one, and the four are neighbours in memory. A calendar queue was measured and was slower.
///
/// - Complexity: `push` and `pop` O(log n).
@frozen @usableFromInline struct EventQueue: Sendable {
  @usableFromInline var heap: [ScheduledEvent] = []

  @inlinable init() {}

  @inlinable var first: ScheduledEvent? { heap.first }

  @inlinable mutating func push(_ event: ScheduledEvent) {
    heap.append(event)
    heap.withUnsafeMutableBufferPointer { heap in
      var place = heap.count &- 1
      while place > 0 {
        let parent = (place &- 1) >> 2
        guard event < heap[parent] else { break }
        heap[place] = heap[parent]
        place = parent
      }
      heap[place] = event
    }
  }

  @inlinable mutating func pop() -> ScheduledEvent? {
    guard let top = heap.first, let moved = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return top }
    heap.withUnsafeMutableBufferPointer { heap in
      var place = 0
      while true {
        let firstChild = 4 &* place &+ 1
        guard firstChild < heap.count else { break }
        var smallest = firstChild
        var child = firstChild &+ 1
        let end = Swift.min(firstChild &+ 4, heap.count)
        while child < end {
          if heap[child] < heap[smallest] { smallest = child }
          child &+= 1
        }
        guard heap[smallest] < moved else { break }
        heap[place] = heap[smallest]
        place = smallest
      }
      heap[place] = moved
    }
    return top
  }
}
