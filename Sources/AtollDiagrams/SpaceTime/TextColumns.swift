import Atoll
import AtollText

/// Where the columns of a terminal's diagram stand: event numbers, ticks, lifelines, words.
struct TextColumns {
  /// The columns of the event numbers and of the ticks, with the space after each.
  var numbers: Int
  var ticks: Int
  /// Whether a column shows from where to where a network partition lasts.
  var hasSplits: Bool
  /// The column of each lifeline.
  var lifelines: [Int] = []
  /// Where the words begin, and how many columns they have.
  var words = 0
  var wordsWidth = 0
  /// The tracks in the gaps.
  var plan: TrackPlan

  private static let wordsMin = 18
  private static let wordsLeast = 14
  /// The words get no more at the cost of the lifelines.
  private static let wordsPleasant = 36
  private static let gapMax = 13
  private static let gapPleasant = 5

  /// The columns before the lifelines.
  var left: Int { numbers + ticks + (hasSplits ? 1 : 0) }

  /// The widths of the columns before the lifelines for the largest number and tick.
  static func gutter(number: Int, time: Int) -> (numbers: Int, ticks: Int) {
    (String(number).count + 2, String(time).count + 3)
  }

  /// How many lifelines fit at the very least, one column apart.
  static func lanesMax(width: Int, number: Int, time: Int) -> Int {
    let gutter = gutter(number: number, time: time)
    return max(1, (width - gutter.numbers - gutter.ticks - 1 - 2 - wordsMin) / 2)
  }

  init(_ layout: SpaceTimeLayout, width: Int, words wanted: Int) {
    let gutter = Self.gutter(
      number: layout.rows.last?.event.number ?? 0, time: max(layout.now, layout.rows.last?.event.time ?? 0))
    numbers = gutter.numbers
    ticks = gutter.ticks
    hasSplits = !layout.splits.isEmpty
    let count = layout.lanes.count
    // With more than this many tracks a gap helps no reader any more.
    let free = TrackPlan(layout, widths: Array(repeating: Self.gapMax + 1, count: count + 1))
    let names = layout.lanes.map { $0.name.displayWidth }
    let room = width - gutter.numbers - gutter.ticks - (hasSplits ? 1 : 0) - 2
    let gap = Self.gap(
      needs: free.need, names: names.max() ?? 1, room: room,
      words: max(Self.wordsMin, min(Self.wordsPleasant, wanted)),
      lanes: count)
    // Nothing comes from the left of the first lifeline but its operations and its messages to itself.
    let firstNeed = free.need.first ?? 0
    let first = min(gap, max(firstNeed == 0 ? 1 : firstNeed + 2, min(names.first ?? 1, gap) / 2))
    let gaps = layout.lanes.indices.map { $0 == 0 ? first : gap }
    plan = TrackPlan(layout, widths: gaps + [0])
    var column = left - 1
    for gap in gaps {
      column += gap + 1
      lifelines.append(column)
    }
    words = column + 3
    wordsWidth = max(1, width - words)
  }

  /// The columns between two lifelines: as many as the tracks and names need, fewer where the words would be cut
  /// short, and fewer still where the words would not fit at all.
  private static func gap(needs: [Int], names: Int, room: Int, words: Int, lanes: Int) -> Int {
    guard lanes > 0 else { return 1 }
    let pleasant = max(gapPleasant + 4, min(gapMax, max((needs.max() ?? 0) + 2, names + 1)))
    let all = room / lanes - 1
    let besideWords = (room - words) / lanes - 1
    // Four columns hold two tracks: worth a few words.
    let least = max((room - wordsMin) / lanes - 1, min(4, (room - wordsLeast) / lanes - 1))
    if besideWords >= gapPleasant { return min(pleasant, besideWords) }
    return max(1, min(gapPleasant, least, all))
  }
}
