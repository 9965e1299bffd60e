/// Tells of most configurations, from the flags of their cells alone, that they hit no property; several threads may
/// ask at once.
struct PackedSuspicion<Word: PackedWord> {
  private let width: Int
  private let rows: UnsafePointer<UnsafeMutablePointer<CellTables.CellRow>>
  private let shifts: UnsafePointer<Word>
  private let fieldMasks: UnsafePointer<UInt64>
  private let masks: PropertyRules.Masks
  /// Whether each configuration must be asked, as a property speaks of it as a whole.
  let asksAll: Bool

  init(
    _ tables: CellTables, _ shifts: UnsafePointer<Word>, _ fieldMasks: UnsafePointer<UInt64>,
    _ masks: PropertyRules.Masks, asksAll: Bool
  ) {
    (width, rows) = (tables.flaggedWidth, UnsafePointer(tables.rows))
    (self.shifts, self.fieldMasks, self.masks, self.asksAll) = (shifts, fieldMasks, masks, asksAll)
  }

  /// The flags that some cell has, and those that two have.
  @inline(__always) func flags(_ word: Word) -> (union: UInt64, shared: UInt64) {
    var (union, shared): (UInt64, UInt64) = (0, 0)
    for place in 0..<width {
      let flags = rows[place][Int(truncatingIfNeeded: (word &>> shifts[place]).low & fieldMasks[place])].flags
      shared |= union & flags
      union |= flags
    }
    return (union, shared)
  }

  /// Whether a property may be hit; the rules tell.
  @inline(__always) func mayHit(_ word: Word) -> Bool {
    let (union, shared) = flags(word)
    return masks.mayHit(union, shared)
  }
}
