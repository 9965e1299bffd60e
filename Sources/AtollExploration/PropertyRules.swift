import Atoll

/// The properties in the form that a search can evaluate on integers.
///
/// A property of single nodes is a bit of each cell's flags. A search computes, for each new configuration, the union
/// of its cells' flags and the flags that two cells share; only where these hit a rule, or where a property speaks of
/// whole configurations, more is done. A *sometimes* property that was seen is not asked again.
final class PropertyRules {
  /// Bits of which a hit is one in the union.
  private(set) var present: UInt64 = 0
  /// Bits of which a hit is one that is not in the union.
  private(set) var absent: UInt64 = 0
  /// Bits of which a hit is one that two cells share.
  private(set) var exclusive: UInt64 = 0
  /// Groups of bits of which a hit is two in the union.
  private(set) var agreements: [UInt64] = []
  /// The properties of whole configurations that are still asked, one bit each.
  private(set) var configurationTests: UInt64 = 0

  private var rules: [Rule?]
  private let isSometimes: [Bool]
  private let flagsOf: (Int32) -> UInt64
  private let flagsOfObservations: ([Int32]) -> UInt64
  /// The properties, one bit each, for which a local state is not done.
  private let unfinished: (Int32) -> UInt64
  /// Whether it is asked if something can still happen, which only the events of a configuration tell.
  private(set) var asksProgress = false
  private let test: (UInt64, [Int32], [Bool]) -> UInt64
  private var memo: [[Int32]: UInt64] = [:]
  private let allocator: BitAllocator

  private enum Rule {
    case present(UInt64), absent(UInt64), exclusive(UInt64), agreement(Int), configuration, progress
  }

  /// Makes the rules for the properties of a problem.
  init<N: Node>(_ space: ValueSpace<N>, _ properties: [Property<N>]) {
    let allocator = BitAllocator()
    var rules: [Rule?] = []
    var computers: [(N) -> UInt64] = []
    var conditions: [Int: @Sendable (Configuration<N>) -> Bool] = [:]
    var goals: [(bit: UInt64, isDone: @Sendable (N) -> Bool)] = []
    var watched: [(bit: UInt64, marks: Bool)] = []
    for (place, property) in properties.enumerated() {
      let isSometimes = property.kind == .sometimes
      switch property.test {
      case .everyNode(let condition):  // the bit marks a node that does not satisfy it
        let bit = allocator.bit()
        rules.append(isSometimes ? .absent(bit) : .present(bit))
        computers.append { condition($0) ? 0 : bit }
      case .someNode(let condition):
        let bit = allocator.bit()
        rules.append(isSometimes ? .present(bit) : .absent(bit))
        computers.append { condition($0) ? bit : 0 }
      case .atMostOne(let condition):
        let bit = allocator.bit()
        rules.append(.exclusive(bit))
        computers.append { condition($0) ? bit : 0 }
      case .agreement(let decision):
        let group = allocator.group()
        rules.append(.agreement(group))
        computers.append { decision($0).map { allocator.bit($0, in: group) } ?? 0 }
      case .configuration(let condition):
        rules.append(.configuration)
        conditions[place] = isSometimes ? condition : { !condition($0) }
      case .demands: rules.append(nil)  // no single configuration violates them: `LivenessSearch` asks
      case .observation:  // the bit marks an observation that is a hit
        let bit = allocator.bit()
        rules.append(.present(bit))
        watched.append((bit, isSometimes))
      case .progress(let isDone):
        rules.append(.progress)
        goals.append((1 << UInt64(place), isDone))
      }
    }
    self.rules = rules
    self.allocator = allocator
    isSometimes = properties.map { $0.kind == .sometimes }
    flagsOf = { [unowned space] local in computers.reduce(0) { $0 | $1(space.locals[local]) } }
    flagsOfObservations = { [unowned space] known in
      known.enumerated().reduce(0) { flags, entry in
        let (bit, marks) = watched[entry.offset]
        return space.isSatisfied(entry.offset, entry.element) == marks ? flags | bit : flags
      }
    }
    asksProgress = !goals.isEmpty
    unfinished = { [unowned space] local in
      goals.reduce(0) { $1.isDone(space.locals[local]) ? $0 : $0 | $1.bit }
    }
    test = { [unowned space] asked, locals, isUp in
      let configuration = Configuration<N>(nodes: locals.map { space.locals[$0] }, isUp: isUp)
      return conditions.keys.sorted().reduce(0) { hits, place in
        let isHit = asked & 1 << UInt64(place) != 0 && conditions[place]?(configuration) ?? false
        return isHit ? hits | 1 << UInt64(place) : hits
      }
    }
    update()
  }

  /// The flags of a local state; none where they are more than a word can hold.
  func flags(_ local: Int32) -> UInt64? {
    let flags = flagsOf(local)
    agreements = allocator.groups
    return allocator.isExhausted ? nil : flags
  }

  /// The flags of what the observers know.
  func flags(observed known: [Int32]) -> UInt64 { flagsOfObservations(known) }

  /// Takes down which properties a configuration is the first to hit; a *sometimes* property is not asked again then.
  func record(_ hits: UInt64, at index: Int, in firstHit: inout [Int: Int]) {
    var hits = hits
    while hits != 0 {
      let property = hits.trailingZeroBitCount
      hits &= hits - 1
      guard firstHit[property] == nil else { continue }
      firstHit[property] = index
      if isSometimes[property] {
        rules[property] = nil
        update()
      }
    }
  }

  private func update() {
    (present, absent, exclusive, configurationTests) = (0, 0, 0, 0)
    agreements = allocator.groups
    for (place, rule) in rules.enumerated() {
      switch rule {
      case .present(let bit): present |= bit
      case .absent(let bit): absent |= bit
      case .exclusive(let bit): exclusive |= bit
      case .configuration: configurationTests |= 1 << UInt64(place)
      case .agreement, .progress, nil: break
      }
    }
    memo = [:]
  }

  /// The first violation among hits, if any: a *sometimes* property that was seen is none.
  func firstViolation(_ hits: [Int: Int]) -> Int? {
    hits.filter { !isSometimes[$0.key] }.values.min()
  }

  /// What decides whether flags alone hit a rule, as plain values for the inner loop.
  struct Masks {
    let present: UInt64
    let absent: UInt64
    let exclusive: UInt64
    /// All bits of agreements. With one agreement, two of them are a hit; with several, a reason to look closer.
    let agreement: UInt64

    /// Whether a rule may be hit; `hits` tells.
    @inline(__always) func mayHit(_ union: UInt64, _ shared: UInt64) -> Bool {
      let decided = union & agreement
      return union & present | ~union & absent | shared & exclusive | decided & (decided &- 1) != 0
    }
  }

  /// The masks as they are now.
  var masks: Masks {
    Masks(present: present, absent: absent, exclusive: exclusive, agreement: agreements.reduce(0, |))
  }

  /// The properties, one bit each, that the flags hit.
  func hits(_ union: UInt64, _ shared: UInt64) -> UInt64 {
    var hits: UInt64 = 0
    for (place, rule) in rules.enumerated() {
      let isHit: Bool
      switch rule {
      case .present(let bit): isHit = union & bit != 0
      case .absent(let bit): isHit = union & bit == 0
      case .exclusive(let bit): isHit = shared & bit != 0
      case .agreement(let group): isHit = (union & agreements[group]).nonzeroBitCount > 1
      case .configuration, .progress, nil: isHit = false
      }
      if isHit { hits |= 1 << UInt64(place) }
    }
    return hits
  }

  /// The properties, one bit each, that a configuration hits in which nothing can happen any more but faults.
  func standstillHits(_ cells: [CellMaker.Cell]) -> UInt64 {
    cells.reduce(0) { $1.isUp ? $0 | unfinished($1.local) : $0 }
  }

  /// The properties of whole configurations, one bit each, that are hit.
  func configurationHits(_ locals: [Int32], _ isUp: [Bool]) -> UInt64 {
    var key = locals
    for (place, up) in isUp.enumerated() where !up { key[place] = ~key[place] }
    if let known = memo[key] { return known }
    let hits = test(configurationTests, locals, isUp)
    memo[key] = hits
    return hits
  }
}

/// Hands out bits of a 64-bit word.
private final class BitAllocator {
  private(set) var groups: [UInt64] = []
  private var values: [[AnyHashableSendable: UInt64]] = []
  private var used = 0
  /// Whether more bits were asked for than there are.
  private(set) var isExhausted = false

  func bit() -> UInt64 {
    guard used < 64 else {
      isExhausted = true
      return 0
    }
    used += 1
    return 1 << UInt64(used - 1)
  }

  func group() -> Int {
    groups.append(0)
    values.append([:])
    return groups.count - 1
  }

  func bit(_ value: AnyHashableSendable, in group: Int) -> UInt64 {
    if let known = values[group][value] { return known }
    let bit = bit()
    values[group][value] = bit
    groups[group] |= bit
    return bit
  }
}
