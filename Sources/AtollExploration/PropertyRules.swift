import Atoll

/// The properties in the form that a search can evaluate on integers.
///
/// A property of single nodes is a bit of each cell's flags. A search computes, for each new configuration, the union
/// of its cells' flags and the flags that two cells share; only where these break a rule, or where a property speaks of
/// whole configurations, more is done.
final class PropertyRules {
  /// Bits that no cell may have.
  private(set) var forbidden: UInt64 = 0
  /// Bits that two cells may not share.
  private(set) var exclusive: UInt64 = 0
  /// Groups of bits of which a configuration may have only one.
  private(set) var agreements: [UInt64] = []
  /// Whether a property speaks of whole configurations.
  let hasConfigurationTests: Bool

  private let kinds: [Rule]
  private let flagsOf: (Int32) -> UInt64
  private let test: ([Int32], [Bool]) -> UInt64
  private var memo: [[Int32]: UInt64] = [:]
  private let allocator: BitAllocator

  private enum Rule {
    case forbidden(UInt64), exclusive(UInt64), agreement(Int), configuration
  }

  /// Makes the rules for the properties of a problem.
  init<N: Node>(_ space: ValueSpace<N>, _ properties: [Property<N>]) {
    let allocator = BitAllocator()
    self.allocator = allocator
    var kinds: [Rule] = []
    var computers: [(N) -> UInt64] = []
    var configurationTests: [(Int, @Sendable (Configuration<N>) -> Bool, Property<N>.Kind)] = []
    for (place, property) in properties.enumerated() {
      switch property.test {
      case .node(let condition):
        let bit = allocator.bit()
        kinds.append(.forbidden(bit))
        computers.append { condition($0) ? 0 : bit }
      case .atMostOne(let condition):
        let bit = allocator.bit()
        kinds.append(.exclusive(bit))
        computers.append { condition($0) ? bit : 0 }
      case .agreement(let decision):
        let group = allocator.group()
        kinds.append(.agreement(group))
        computers.append { decision($0).map { allocator.bit($0, in: group) } ?? 0 }
      case .configuration(let condition):
        kinds.append(.configuration)
        configurationTests.append((place, condition, property.kind))
      }
    }
    self.kinds = kinds
    hasConfigurationTests = !configurationTests.isEmpty
    flagsOf = { [unowned space] local in computers.reduce(0) { $0 | $1(space.locals[local]) } }
    test = { [unowned space] locals, isUp in
      let configuration = Configuration<N>(nodes: locals.map { space.locals[$0] }, isUp: isUp)
      return configurationTests.reduce(0) { hits, test in
        let holds = test.1(configuration)
        return holds == (test.2 == .sometimes) ? hits | 1 << UInt64(test.0) : hits
      }
    }
    update()
  }

  /// The flags of a local state.
  func flags(_ local: Int32) -> UInt64 {
    let flags = flagsOf(local)
    update()
    return flags
  }

  private func update() {
    (forbidden, exclusive) = (0, 0)
    for kind in kinds {
      switch kind {
      case .forbidden(let bit): forbidden |= bit
      case .exclusive(let bit): exclusive |= bit
      case .agreement, .configuration: break
      }
    }
    agreements = allocator.groups
  }

  /// Whether the flags alone break a rule.
  @inline(__always) func breaks(_ union: UInt64, _ shared: UInt64) -> Bool {
    if union & forbidden != 0 || shared & exclusive != 0 { return true }
    for group in agreements where (union & group).nonzeroBitCount > 1 { return true }
    return false
  }

  /// The properties, one bit each, that the flags break.
  func hits(_ union: UInt64, _ shared: UInt64) -> UInt64 {
    var hits: UInt64 = 0
    for (place, kind) in kinds.enumerated() {
      let isHit: Bool
      switch kind {
      case .forbidden(let bit): isHit = union & bit != 0
      case .exclusive(let bit): isHit = shared & bit != 0
      case .agreement(let group): isHit = (union & agreements[group]).nonzeroBitCount > 1
      case .configuration: isHit = false
      }
      if isHit { hits |= 1 << UInt64(place) }
    }
    return hits
  }

  /// The properties of whole configurations, one bit each, that are violated (or, for *sometimes*, satisfied).
  func configurationHits(_ locals: [Int32], _ isUp: [Bool]) -> UInt64 {
    var key = locals
    for (place, up) in isUp.enumerated() where !up { key[place] = ~key[place] }
    if let known = memo[key] { return known }
    let hits = test(locals, isUp)
    memo[key] = hits
    return hits
  }
}

/// Hands out bits of a 64-bit word.
private final class BitAllocator {
  private(set) var groups: [UInt64] = []
  private var values: [[AnyHashableSendable: UInt64]] = []
  private var used = 0

  func bit() -> UInt64 {
    precondition(used < 64, "the properties of this problem tell more than 64 facts about nodes apart")
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
