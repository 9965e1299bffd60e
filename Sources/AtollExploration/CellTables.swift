#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The integer side of an exploration: what each cell's events are, and what a bundle of messages does to a cell.
///
/// A **cell** is all that belongs to one node: local state, running timers, messages in transit to it, whether it is
/// up, its client. A configuration is one cell for each node, and one for the surroundings. Two memo tables are all
/// that a search needs: cell → events, (cell, bundle) → cell. They are filled on demand by a `CellMaker`, which calls
/// the nodes' code; afterwards a step is a few array reads.
///
/// Plain memory and a final class, because this is the inner loop: no reference counts, no exclusivity checks.
final class CellTables {
  /// An event of a cell: the cell afterwards, and what it does to other cells.
  struct Event {
    let new: Int32
    /// The list of effects; 0 where there is none.
    let effects: Int32
    /// The event's bit in sleep sets; `SleepBits.none` where it never sleeps.
    var bit: UInt8 = SleepBits.none
    var traits: Traits = []

    /// What the inner loop must know of an event.
    struct Traits: OptionSet {
      let rawValue: UInt8
      /// It may leave the configuration as it is, or be one fault too many.
      static let isUnsure = Traits(rawValue: 1)
      /// It does not commute with all events at other nodes.
      static let isEntangled = Traits(rawValue: 2)
      /// The configuration afterwards must be held against the properties: something that they speak of changes.
      static let isJudged = Traits(rawValue: 128)
    }
  }

  /// A bundle of messages (or of uses, for the surroundings) for one cell.
  struct Effect {
    let to: Int32
    let bundle: Int32
  }

  /// What the search reads of a cell.
  struct CellRow {
    /// The first of its events; -1 before they were asked for.
    var firstEvent: Int32 = -1
    var eventCount: Int32 = 0
    /// The number of events, and in the upper half of those that change nothing.
    var counts: UInt64 = 0
    /// The bits of its events in sleep sets, and `SleepBits.open` where that does not tell all: an event without a
    /// bit, one that is unsure, or events that were not asked for yet.
    var bits: UInt64 = SleepBits.open
    /// One bit for each fact about the local state that a property speaks of.
    let flags: UInt64

    /// How many more events it has that change nothing.
    var idleCount: Int { Int(counts >> 32) }
  }

  /// The result of a bundle that the surroundings do not allow: a fault too many.
  static let disabled: Int32 = -2
  static let unknown: Int32 = -1

  /// How many components a configuration has.
  let width: Int
  /// How many of them, from the first, have flags.
  let flaggedWidth: Int
  let rows: UnsafeMutablePointer<UnsafeMutablePointer<CellRow>>
  let counts: UnsafeMutablePointer<Int>
  private var capacities: [Int]
  private(set) var events = GrowingMemory<Event>()
  private(set) var labels: [EventLabel] = []
  private(set) var effects = GrowingMemory<Effect>()
  /// Where each list of effects begins; list `i` ends where list `i + 1` begins.
  private(set) var effectStarts = GrowingMemory<Int32>()
  let memos: UnsafeMutablePointer<PairMemo>
  let sleepBits: SleepBits
  /// The most events that a cell has, for each component.
  private var eventCountsMax: [Int]
  /// The most successors that a configuration can have, as far as its cells' events were asked for.
  private(set) var successorsMax = 0
  /// Whether properties of whole configurations are asked.
  var judgesConfigurations = false

  init(width: Int, isWatched: Bool) {
    self.width = width
    sleepBits = SleepBits(width: width)
    eventCountsMax = Array(repeating: 0, count: width)
    flaggedWidth = isWatched ? width : width - 1
    rows = .allocate(capacity: width)
    counts = .allocate(capacity: width)
    memos = .allocate(capacity: width)
    capacities = Array(repeating: 256, count: width)
    for place in 0..<width {
      rows[place] = .allocate(capacity: 256)
      counts[place] = 0
      (memos + place).initialize(to: PairMemo())
    }
    effectStarts.append(0)
    effectStarts.append(0)
  }

  deinit {
    for place in 0..<width {
      rows[place].deallocate()
      memos[place].free()
    }
    rows.deallocate()
    counts.deallocate()
    memos.deallocate()
    events.free()
    effects.free()
    effectStarts.free()
  }

  /// Adds a cell to a component; returns its identity there.
  func addCell(_ place: Int, flags: UInt64) -> Int32 {
    if counts[place] == capacities[place] {
      let larger = UnsafeMutablePointer<CellRow>.allocate(capacity: capacities[place] * 2)
      larger.moveInitialize(from: rows[place], count: counts[place])
      rows[place].deallocate()
      rows[place] = larger
      capacities[place] *= 2
    }
    (rows[place] + counts[place]).initialize(to: CellRow(flags: flags))
    counts[place] += 1
    return Int32(counts[place] - 1)
  }

  /// Stores the events of a cell.
  func setEvents(_ place: Int, _ cell: Int32, _ new: [NewEvent], idle: Int) {
    var bits: UInt64 = 0
    rows[place][Int(cell)].firstEvent = Int32(events.count)
    for event in new {
      let event = finished(event, place, cell)
      events.append(event.event)
      labels.append(event.label)
      let isPlain = event.event.bit != SleepBits.none && !event.event.traits.contains(.isUnsure)
      bits |= isPlain ? 1 << UInt64(event.event.bit) : SleepBits.open
    }
    rows[place][Int(cell)].eventCount = Int32(new.count)
    rows[place][Int(cell)].counts = UInt64(new.count) | UInt64(idle) << 32
    rows[place][Int(cell)].bits = bits
    if new.count > eventCountsMax[place] {
      successorsMax += new.count - eventCountsMax[place]
      eventCountsMax[place] = new.count
    }
  }

  /// An event as the maker of cells hands it over.
  struct NewEvent {
    var event: Event
    let label: EventLabel
    /// Whether it commutes with every event at another node, unless both change the surroundings.
    let commutes: Bool
    /// Whether it changes the local state, or whether the node is up.
    let isVisible: Bool
  }

  private func finished(_ event: NewEvent, _ place: Int, _ cell: Int32) -> NewEvent {
    var event = event
    let targets = targets(of: event.event.effects)
    let changesSurroundings = targets.contains(Int32(width - 1)) || place == width - 1
    let isCertain = event.event.new != cell && !targets.contains(Int32(place)) && !changesSurroundings
    if !isCertain { event.event.traits.insert(.isUnsure) }
    if !event.commutes { event.event.traits.insert(.isEntangled) }
    let changesFlags = rows[place][Int(event.event.new)].flags != rows[place][Int(cell)].flags
    if changesFlags || changesSurroundings || event.isVisible && judgesConfigurations {
      event.event.traits.insert(.isJudged)
    }
    if event.commutes, !changesSurroundings { event.event.bit = sleepBits.bit(place, event.label) }
    return event
  }

  private func targets(of list: Int32) -> [Int32] {
    guard list != 0 else { return [] }
    let places = Int(effectStarts.start[Int(list)])..<Int(effectStarts.start[Int(list) + 1])
    return places.map { effects.start[$0].to }
  }

  /// Stores a list of effects; returns its identity.
  func addEffects(_ list: [Effect]) -> Int32 {
    for effect in list { effects.append(effect) }
    effectStarts.append(Int32(effects.count))
    return Int32(effectStarts.count - 2)
  }

  /// What a bundle makes of a cell; `unknown` before it was asked for.
  @inline(__always) func inserted(_ place: Int, _ cell: Int32, _ bundle: Int32) -> Int32 {
    memos[place][cell, bundle]
  }

  func setInserted(_ place: Int, _ cell: Int32, _ bundle: Int32, _ result: Int32) {
    memos[place].set(cell, bundle, result)
  }

  /// Bytes of all tables.
  var byteCount: Int {
    var bytes = events.byteCount + effects.byteCount + effectStarts.byteCount + labels.count * 8
    for place in 0..<width {
      bytes += capacities[place] * MemoryLayout<CellRow>.stride + memos[place].byteCount
    }
    return bytes
  }
}

/// What an event is, for counterexamples.
struct EventLabel: Hashable {
  enum Kind: UInt8 {
    case delivery, timeout, request, drop, lostAtDownNode, crash, recovery
    /// A message in transit across a network partition gets lost.
    case lostInPartition
    /// The network splits, or heals. It happens at no node.
    case partition, heal
    /// A message that nobody sent arrives, or one of a Byzantine node.
    case forgery

    /// Whether it is a step of the system itself: no fault, and nothing that belongs to one.
    var isProgress: Bool {
      switch self {
      case .delivery, .timeout, .request: true
      case .drop, .lostAtDownNode, .crash, .recovery, .lostInPartition, .partition, .heal, .forgery: false
      }
    }
  }

  let kind: Kind
  /// Which envelope, timer or request.
  let subject: Int32
  /// Which of the handler's outcomes, where it chooses.
  let outcome: Int32
}

/// Memory that grows at its end. Pointers into it are good until the next `append`.
struct GrowingMemory<Element> {
  private(set) var start = UnsafeMutablePointer<Element>.allocate(capacity: 1024)
  private(set) var count = 0
  private var capacity = 1024

  mutating func append(_ element: Element) {
    if count == capacity {
      let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
      larger.moveInitialize(from: start, count: count)
      start.deallocate()
      start = larger
      capacity *= 2
    }
    (start + count).initialize(to: element)
    count += 1
  }

  var byteCount: Int { capacity * MemoryLayout<Element>.stride }

  func free() { start.deallocate() }
}

/// A map from pairs of identities to identities: open addressing over one array of keys and one of values.
struct PairMemo {
  private var keys: UnsafeMutablePointer<UInt64>
  private var values: UnsafeMutablePointer<Int32>
  private var mask = 255
  private var count = 0

  init() {
    keys = .allocate(capacity: 256)
    keys.initialize(repeating: 0, count: 256)
    values = .allocate(capacity: 256)
  }

  @inline(__always) private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
    (UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))) &+ 1
  }

  @inline(__always) private static func hash(_ key: UInt64) -> Int {
    let product = key &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product ^ (product >> 29))
  }

  @inline(__always) subscript(first: Int32, second: Int32) -> Int32 {
    let key = PairMemo.key(first, second)
    var place = PairMemo.hash(key) & mask
    while true {
      let found = keys[place]
      if found == key { return values[place] }
      if found == 0 { return CellTables.unknown }
      place = (place &+ 1) & mask
    }
  }

  mutating func set(_ first: Int32, _ second: Int32, _ value: Int32) {
    if count * 2 > mask { grow() }
    put(PairMemo.key(first, second), value)
    count += 1
  }

  private mutating func put(_ key: UInt64, _ value: Int32) {
    var place = PairMemo.hash(key) & mask
    while keys[place] != 0 { place = (place + 1) & mask }
    keys[place] = key
    values[place] = value
  }

  private mutating func grow() {
    let (oldKeys, oldValues, oldCapacity) = (keys, values, mask + 1)
    keys = .allocate(capacity: oldCapacity * 2)
    keys.initialize(repeating: 0, count: oldCapacity * 2)
    values = .allocate(capacity: oldCapacity * 2)
    mask = oldCapacity * 2 - 1
    for place in 0..<oldCapacity where oldKeys[place] != 0 { put(oldKeys[place], oldValues[place]) }
    oldKeys.deallocate()
    oldValues.deallocate()
  }

  var byteCount: Int { (mask + 1) * 12 }

  func free() {
    keys.deallocate()
    values.deallocate()
  }
}
