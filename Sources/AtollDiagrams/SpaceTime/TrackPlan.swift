/// Which messages and operations run down which column between the lifelines, so that no two share a cell.
///
/// The columns left of each lifeline form its gap. In a gap of `n` columns those at both ends are kept free for
/// arrow heads; a message to the gap's own lifeline takes the free track nearest to it, one from the right to the
/// lifeline before takes the track nearest to that. Spans are placed in the order of their first rows.
struct TrackPlan {
  /// For each flight and each operation of the layout: its track as a distance from the gap's lifeline to the
  /// left, or nil where the gap is too narrow for all that runs in it at once.
  var flights: [Int?] = []
  var operations: [Int?] = []
  /// How many tracks are used at once in each gap.
  var need: [Int]

  /// The last row where a track is taken, by gap and track; -1 is above the first row.
  private var takenTo: [[Int]]

  /// Plans the tracks of a layout in gaps of `widths` columns each.
  init(_ layout: SpaceTimeLayout, widths: [Int]) {
    need = Array(repeating: 0, count: widths.count)
    takenTo = widths.map { Array(repeating: -2, count: max(0, $0 - 2)) }
    flights = Array(repeating: nil, count: layout.flights.count)
    operations = Array(repeating: nil, count: layout.operations.count)
    // Operations hold the tracks nearest to their lifeline where both begin in one row of the window's top.
    let spans =
      layout.operations.indices.map {
        Item(first: layout.operations[$0].first ?? -1, isFlight: false, index: $0)
      }
      + layout.flights.indices.map { Item(first: layout.flights[$0].first ?? -1, isFlight: true, index: $0) }
    for item in spans.sorted(by: { $0.order < $1.order }) { place(item, layout) }
  }

  private struct Item {
    var first: Int
    var isFlight: Bool
    var index: Int
    var order: (Int, Int, Int) { (first, isFlight ? 1 : 0, index) }
  }

  private mutating func place(_ item: Item, _ layout: SpaceTimeLayout) {
    if item.isFlight {
      let flight = layout.flights[item.index]
      let fromRight = flight.from > flight.to
      let last = flight.last ?? layout.rows.count + 1
      flights[item.index] = take(
        gap: fromRight ? flight.to + 1 : flight.to, fromLeft: fromRight, item.first, last)
    } else {
      let operation = layout.operations[item.index]
      let last = operation.last ?? layout.rows.count + 1
      operations[item.index] = take(gap: operation.lane, fromLeft: false, item.first, last)
    }
  }

  /// The nearest free track, as a distance from the gap's lifeline.
  private mutating func take(gap: Int, fromLeft: Bool, _ first: Int, _ last: Int) -> Int? {
    let tracks = takenTo[gap].indices
    let found =
      fromLeft ? tracks.last { takenTo[gap][$0] < first } : tracks.first { takenTo[gap][$0] < first }
    guard let track = found else { return nil }
    takenTo[gap][track] = last
    need[gap] = max(need[gap], takenTo[gap].count { $0 >= first })
    return track + 2
  }
}
