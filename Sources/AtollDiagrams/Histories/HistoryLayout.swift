/// Where the bars of a history begin and end, in columns.
///
/// Invocations that follow each other without a response between them share a column, and so do responses: only what
/// tells the real-time order is kept. Each number of the order has a column of its own.
struct HistoryLayout {
  /// One bar.
  struct Bar {
    let operation: HistoryDiagram.Operation
    let first: Int
    /// The column of the response; none for a pending operation.
    let last: Int?
    /// The column and the number of the moment at which it can have taken effect.
    var point: (column: Int, number: Int)?
    let isCulprit: Bool
  }

  private(set) var bars: [Bar] = []
  private(set) var columnCount = 0

  private enum Moment { case invocation(Int), response(Int), point(Int) }

  init(_ diagram: HistoryDiagram) {
    let operations = diagram.operations
    var first = Array(repeating: 0, count: operations.count)
    var last: [Int?] = Array(repeating: nil, count: operations.count)
    var points: [Int: (column: Int, number: Int)] = [:]
    let order = diagram.keepsRealTime ? diagram.order.filter(operations.indices.contains) : []
    var column = 0
    var isReturning = false
    for moment in Self.moments(operations, order) {
      switch moment {
      case .invocation(let place):
        if isReturning { column += 1 }
        (first[place], isReturning) = (column, false)
      case .response(let place):
        if !isReturning { column += 1 }
        (last[place], isReturning) = (column, true)
      case .point(let number):
        column += 1
        points[order[number]] = (column, number + 1)
        isReturning = false
      }
    }
    columnCount = column + 1
    bars = operations.indices.map { place in
      Bar(
        operation: operations[place], first: first[place], last: last[place], point: points[place],
        isCulprit: diagram.culprit == place)
    }
  }

  /// Invocations, responses and the moments of effect in one order. An operation takes effect as soon as all those
  /// before it have, and it is invoked.
  private static func moments(_ operations: [HistoryDiagram.Operation], _ order: [Int]) -> [Moment] {
    var events: [(key: Int, moment: Moment)] = []
    for (place, operation) in operations.enumerated() {
      events.append((operation.invoked * 2, .invocation(place)))
      if let returned = operation.returned { events.append((returned * 2 + 1, .response(place))) }
    }
    events.sort { $0.key < $1.key }
    var moments: [Moment] = []
    var isInvoked = Array(repeating: false, count: operations.count)
    var next = 0
    for (index, event) in events.enumerated() {
      moments.append(event.moment)
      guard case .invocation(let place) = event.moment else { continue }
      isInvoked[place] = true
      // What is invoked together stays together.
      if index + 1 < events.count, case .invocation = events[index + 1].moment { continue }
      while next < order.count, isInvoked[order[next]] {
        moments.append(.point(next))
        next += 1
      }
    }
    return moments
  }
}
