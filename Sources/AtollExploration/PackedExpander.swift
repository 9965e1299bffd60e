/// The inner loop of a search over packed words: what can happen in configurations, as far as it is known.
///
/// It never calls the nodes' code. Where the memo tables do not tell, it stops and says what it misses. All that it
/// reads is in local variables; several threads may expand different configurations at once.
struct PackedExpander<Word: PackedWord> {
  let width: Int
  let shifts: UnsafePointer<Word>
  let fieldMasks: UnsafePointer<UInt64>
  let states: UnsafePointer<Word>
  let sleeps: UnsafePointer<UInt64>
  /// What is kept of sleep sets: all, or nothing where the search does without.
  let sleepMask: UInt64
  private let rows: UnsafePointer<UnsafeMutablePointer<CellTables.CellRow>>
  private let memos: UnsafePointer<PairMemo>
  private let events: UnsafePointer<CellTables.Event>
  private let effects: UnsafePointer<CellTables.Effect>
  private let starts: UnsafePointer<Int32>
  private let kept: UnsafePointer<UInt64>

  /// Something that the memo tables do not tell: what a bundle makes of a cell, or the events of a cell.
  struct Miss {
    let place: Int
    let cell: Int32
    /// -1 for the events.
    let bundle: Int32
  }

  /// What was counted of configurations all of whose events were looked at.
  struct Counts {
    var transitions = 0
    /// Events that change nothing.
    var idle = 0
    /// Transitions whose configuration was made; the others slept.
    var tried = 0

    static func += (a: inout Counts, b: Counts) {
      a.transitions += b.transitions
      a.idle += b.idle
      a.tried += b.tried
    }
  }

  init(
    _ tables: CellTables, _ shifts: UnsafePointer<Word>, _ fieldMasks: UnsafePointer<UInt64>,
    _ states: UnsafePointer<Word>, _ sleeps: UnsafePointer<UInt64>, usesSleepSets: Bool
  ) {
    width = tables.width
    (self.shifts, self.fieldMasks, self.states, self.sleeps) = (shifts, fieldMasks, states, sleeps)
    sleepMask = usesSleepSets ? ~0 : 0
    rows = UnsafePointer(tables.rows)
    memos = UnsafePointer(tables.memos)
    events = UnsafePointer(tables.events.start)
    effects = UnsafePointer(tables.effects.start)
    starts = UnsafePointer(tables.effectStarts.start)
    kept = UnsafePointer(tables.sleepBits.kept)
  }

  /// Expands configurations in order until the buffer holds at least so many successors; the buffer must have room
  /// for those of one configuration more.
  ///
  /// - Returns: the first configuration that is not expanded, and what was missing there, if anything was. The buffer
  ///   holds nothing of that one.
  @inline(__always)
  func expand(_ range: Range<Int>, until full: Int, _ buffer: SuccessorBuffer<Word>, _ counts: inout Counts)
    -> (
      next: Int, miss: Miss?
    )
  {
    let (width, shifts, masks, rows, kept, sleepMask) = (width, shifts, fieldMasks, rows, kept, sleepMask)
    let (events, effects, starts, memos) = (events, effects, starts, memos)
    let (words, hashes, lefts, origins) = (buffer.words, buffer.hashes, buffer.sleeps, buffer.parents)
    var (next, found) = (range.lowerBound, buffer.count)
    let first = found
    // In the lower half transitions, in the upper half idle events.
    var (total, lost): (UInt64, UInt64) = (0, 0)
    var miss: Miss?
    configurations: while next < range.upperBound, found < full {
      let (word, asleep) = (states[next], sleeps[next])
      var passed = asleep
      let before = (total, lost, found)
      for place in 0..<width {
        let shift = shifts[place]
        let cell = (word &>> shift).low & masks[place]
        let row = rows[place] + Int(truncatingIfNeeded: cell)
        total &+= row.pointee.counts
        let bits = row.pointee.bits
        if bits & ~asleep == 0 {
          passed |= bits
          continue
        }
        guard row.pointee.firstEvent >= 0 else {
          miss = Miss(place: place, cell: Int32(truncatingIfNeeded: cell), bundle: -1)
          (total, lost, found) = before
          break configurations
        }
        let left = passed & kept[place] & sleepMask
        passed |= bits & ~SleepBits.open
        var event = events + Int(row.pointee.firstEvent)
        let lastEvent = event + Int(row.pointee.eventCount)
        events: while event < lastEvent {
          let traits = event.pointee.traits.rawValue
          let sleepsNow = (asleep &>> UInt64(event.pointee.bit)) & 1 != 0
          if sleepsNow, traits & 1 == 0 {
            event += 1
            continue
          }
          var successor =
            word
            ^ (Word(low: cell ^ UInt64(UInt32(bitPattern: event.pointee.new))) &<< shift)
          let list = Int(event.pointee.effects)
          event += 1
          if list != 0 {
            var effect = effects + Int(starts[list])
            let lastEffect = effects + Int(starts[list &+ 1])
            while effect < lastEffect {
              let to = Int(effect.pointee.to)
              let old = Int32(truncatingIfNeeded: (successor &>> shifts[to]).low & masks[to])
              let new = memos[to][old, effect.pointee.bundle]
              if new < 0 {
                if new == CellTables.disabled {
                  lost &+= 1
                  continue events
                }
                miss = Miss(place: to, cell: old, bundle: effect.pointee.bundle)
                (total, lost, found) = before
                break configurations
              }
              effect += 1
              successor ^= Word(low: UInt64(UInt32(bitPattern: old ^ new))) &<< shifts[to]
            }
          }
          if traits & 3 != 0 {
            if successor == word {
              lost &+= 1
              total &+= 1 << 32
              continue
            }
            if sleepsNow { continue }
          }
          words[found] = successor
          hashes[found] = successor.mixed
          lefts[found] = (traits & 2 != 0 ? 0 : left) | UInt64(traits & 128) &<< 56
          origins[found] = UInt32(truncatingIfNeeded: next)
          found &+= 1
        }
      }
      next &+= 1
    }
    buffer.count = found
    counts.transitions += Int(total & 0xFFFF_FFFF) - Int(lost)
    counts.idle += Int(total >> 32)
    counts.tried += found - first
    return (next, miss)
  }
}
