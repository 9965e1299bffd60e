/// A node's own clock: it starts with an offset and runs a little too fast or too slow.
@usableFromInline struct DriftingClock: Hashable, Sendable {
  /// What it shows at tick 0.
  @usableFromInline var offset = 0
  /// How much too fast it runs, in millionths; negative where it is slow.
  @usableFromInline var driftMillionths = 0

  @usableFromInline init() {}

  /// What the clock shows at a tick, rounded down.
  @usableFromInline func reading(at tick: Int) -> Int {
    let (high, low) = tick.multipliedFullWidth(by: 1_000_000 + driftMillionths)
    return offset + 1_000_000.dividingFullWidth((high, low)).quotient
  }

  /// How many ticks pass while the clock counts so many, rounded up.
  @usableFromInline func ticks(for count: Int) -> Int {
    let rate = 1_000_000 + driftMillionths
    let (high, low) = count.multipliedFullWidth(by: 1_000_000)
    let (quotient, remainder) = rate.dividingFullWidth((high, low))
    return remainder > 0 ? quotient + 1 : quotient
  }
}

extension Simulation {
  /// Sets a node's own clock: what it shows at tick 0, and how much too fast it runs, in millionths.
  ///
  /// Timers that are set from now on count by it, and `context.clock` shows it.
  ///
  /// - Precondition: the drift is more than -1,000,000 and at most 1,000,000: a clock runs forwards.
  public mutating func setClock(_ node: NodeID, offset: Int = 0, driftMillionths: Int = 0) {
    precondition(
      (-999_999...1_000_000).contains(driftMillionths),
      "a clock cannot drift by \(driftMillionths) millionths")
    clocks[node.index].offset = offset
    clocks[node.index].driftMillionths = driftMillionths
    clocksDrift = clocks.contains { $0 != DriftingClock() }
    record(
      .note, node: node.index,
      payload: note("clock set: offset \(offset), drift \(driftMillionths) millionths"))
  }

  private mutating func note(_ text: String) -> UInt32 {
    if isTracing { log.texts.append(text) }
    return UInt32(truncatingIfNeeded: log.texts.count &- 1)
  }
}
