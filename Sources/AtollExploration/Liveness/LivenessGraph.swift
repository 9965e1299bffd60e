import Atoll

/// All configurations of a problem with their successors, each with what a fair run owes in it.
///
/// Where the network duplicates, a configuration does not tell whether a message in transit has arrived before. A fair
/// run owes its first arrival only, so a place of this graph is a configuration *and* the messages that have not arrived
/// since they were sent. A message whose arrival would change nothing is taken to arrive at once: whoever looks for an
/// unfair moment gains nothing by waiting.
final class LivenessGraph {
  /// A transition.
  struct Edge {
    let target: Int32
    let move: Int32
  }

  let space: any NodeSpace
  let maker: CellMaker
  let book: MoveBook
  private let limits: SearchLimits
  private let width: Int
  private let stride: Int
  private let placesMax: Int
  /// The places, `stride` integers each: the cells, then for each node its set of messages that have not arrived.
  private var cells: [Int32] = []
  private var table: [Int32] = Array(repeating: 0, count: 1 << 12)
  private var owedSets = Interned<[Int32]>()
  /// What is owed in each cell that was met, by node and cell.
  private var duties: [[Duties?]]
  private var starts: [Int] = [0]
  private(set) var edges: [Edge] = []
  /// The initial places, each with the number of its beginning.
  private(set) var initial: [(place: Int, start: Int)] = []
  private(set) var count = 0
  /// Why the graph ends where it does.
  private(set) var end = SearchEnd.complete

  /// What is owed in a cell.
  private struct Duties {
    /// What must not stay undone; without deliveries where the network duplicates.
    var owed: [Int32] = []
    /// What can happen and changes nothing.
    var idle: [Int32] = []
    /// Which messages would change nothing, as obligations.
    var idleDeliveries: [Int32] = []
  }

  /// Explores a system, up to a number of places.
  init(
    _ space: any NodeSpace, _ rules: EventRules, _ limits: SearchLimits, placesMax: Int
  ) {
    self.space = space
    self.limits = limits
    self.placesMax = placesMax
    maker = CellMaker(space, rules, .none)
    book = MoveBook(space, maker)
    width = space.nodeCount + 1
    stride = width + (rules.network == .duplicating ? space.nodeCount : 0)
    duties = Array(repeating: [], count: space.nodeCount)
    build()
    table = []
  }

  /// How many places have their successors.
  var expandedCount: Int { starts.count - 1 }

  /// The configuration of a place.
  func row(_ place: Int) -> [Int32] { Array(cells[place * stride..<place * stride + width]) }

  /// Whether two places are the same configuration.
  func isSameConfiguration(_ one: Int, _ other: Int) -> Bool {
    (0..<width).allSatisfy { cells[one * stride + $0] == cells[other * stride + $0] }
  }

  /// The edges of a place, by number.
  func edgeRange(_ place: Int) -> Range<Int> { starts[place]..<starts[place + 1] }

  /// Whether a node is up.
  func isUp(_ node: Int, at place: Int) -> Bool { maker.cells[node][cells[place * stride + node]].isUp }

  /// The nodes' local states and whether they are up, as one key: a node that is down is complemented.
  func states(_ place: Int) -> [Int32] {
    (0..<space.nodeCount).map { node in
      let cell = maker.cells[node][cells[place * stride + node]]
      return cell.isUp ? cell.local : ~cell.local
    }
  }

  /// Calls a function with each obligation of a place.
  func forEachOwed(_ place: Int, _ body: (Int32) -> Void) {
    for node in 0..<space.nodeCount {
      duties[node][Int(cells[place * stride + node])]?.owed.forEach(body)
      if stride > width { owedSets[cells[place * stride + width + node]].forEach(body) }
    }
  }

  /// Calls a function with each move that can be made in a place and changes nothing.
  func forEachIdle(_ place: Int, _ body: (Int32) -> Void) {
    for node in 0..<space.nodeCount { duties[node][Int(cells[place * stride + node])]?.idle.forEach(body) }
  }

  /// The arrivals without effect that were taken to happen at once when a move led to a place.
  func arrivals(after move: Int32, from here: Int, at place: Int) -> [Int32] {
    arrivals(owed(after: move, here), at: place)
  }

  /// The arrivals without effect that were taken to happen at the beginning.
  func arrivals(initially place: Int) -> [Int32] { arrivals(initiallyOwed(row(place)), at: place) }

  private func arrivals(_ sent: [[Int32]], at place: Int) -> [Int32] {
    guard stride > width else { return [] }
    return (0..<space.nodeCount).flatMap { node -> [Int32] in
      let open = owedSets[cells[place * stride + width + node]]
      let idle = duties(node, cells[place * stride + node]).idle
      return sent[node].filter { !open.contains($0) }.compactMap { message in
        idle.first { book.effects[Int($0)].delivers == message }
      }
    }
  }

  // MARK: - Building

  private func build() {
    for (start, row) in maker.initialConfigurations().enumerated() {
      guard let place = self.place(row, owing: initiallyOwed(row)) else { break }
      if !initial.contains(where: { $0.place == place }) { initial.append((place, start)) }
    }
    var (levelEnd, level) = (count, 0)
    while expandedCount < count, end == .complete {
      if expandedCount == levelEnd { (levelEnd, level) = (count, level + 1) }
      if level == limits.depth { end = .depth }
      let progress = SearchProgress(
        states: count, frontier: count - expandedCount, depth: level,
        bytes: cells.count * 4 + edges.count * 8 + table.count * 4)
      if expandedCount % 4096 == 0, !limits.goesOn(progress) { end = .interrupted }
      if progress.bytes > limits.bytes { end = .memory }
      if end == .complete, maker.failure == nil { expand(expandedCount) } else { break }
    }
  }

  private func expand(_ here: Int) {
    let row = row(here)
    for node in 0..<space.nodeCount {
      for event in maker.events(node, row[node]) {
        var after = row
        after[node] = maker.tables.events.start[event].new
        guard maker.apply(maker.tables.events.start[event].effects, to: &after) else { continue }
        let local = maker.cells[node][row[node]].local
        let move = book.id(Move(node: Int32(node), local: local, label: maker.tables.labels[event]))
        guard let target = place(after, owing: owed(after: move, here)) else {
          edges.removeSubrange((starts.last ?? 0)...)
          return
        }
        edges.append(Edge(target: Int32(target), move: move))
      }
    }
    starts.append(edges.count)
  }

  /// The messages that the nodes' starts have sent, for each node.
  private func initiallyOwed(_ row: [Int32]) -> [[Int32]] {
    guard stride > width else { return [] }
    return (0..<space.nodeCount).map { node in
      maker.inboxes[maker.cells[node][row[node]].inbox].map { book.delivery($0, to: node) }
    }
  }

  /// The messages that have not arrived since they were sent, for each node, after a move.
  private func owed(after move: Int32, _ here: Int) -> [[Int32]] {
    guard stride > width else { return [] }
    let effect = book.effects[Int(move)]
    return (0..<space.nodeCount).map { node in
      var owed = owedSets[cells[here * stride + width + node]]
      owed.removeAll { $0 == effect.delivers || effect.meets.contains($0) }
      for message in effect.sends where !owed.contains(message) {
        if case .delivery(let to, _, _) = book.obligations[message], to == node { owed.append(message) }
      }
      return owed
    }
  }

  /// The place of a configuration with what is owed in it; none where it is not known and there are enough.
  private func place(_ row: [Int32], owing sent: [[Int32]]) -> Int? {
    var key = row
    for node in 0..<space.nodeCount {
      let duties = duties(node, row[node])
      guard stride > width else { continue }
      // What reaches a node that is down may be lost there.
      let isUp = maker.cells[node][row[node]].isUp
      let open = isUp ? sent[node].filter { !duties.idleDeliveries.contains($0) } : []
      key.append(owedSets.id(open.sorted()))
    }
    return place(key)
  }

  private func place(_ key: [Int32]) -> Int? {
    if (count + 1) * 2 > table.count { growTable() }
    let mask = table.count - 1
    var slot = Self.hash(key[...]) & mask
    while table[slot] != 0 {
      let known = Int(table[slot]) - 1
      if cells[known * stride..<(known + 1) * stride].elementsEqual(key) { return known }
      slot = (slot + 1) & mask
    }
    guard count < placesMax else {
      end = .states
      return nil
    }
    cells += key
    count += 1
    table[slot] = Int32(count)
    return count - 1
  }

  private static func hash(_ key: ArraySlice<Int32>) -> Int {
    let hash = key.reduce(UInt64(0)) { hash, value in
      let mixed = (hash ^ UInt64(UInt32(bitPattern: value))) &* 0x9E37_79B9_7F4A_7C15
      return mixed ^ mixed >> 32
    }
    return Int(truncatingIfNeeded: hash >> 20)
  }

  private func growTable() {
    table = Array(repeating: 0, count: table.count * 2)
    let mask = table.count - 1
    for place in 0..<count {
      var slot = Self.hash(cells[place * stride..<(place + 1) * stride]) & mask
      while table[slot] != 0 { slot = (slot + 1) & mask }
      table[slot] = Int32(place + 1)
    }
  }

  // MARK: - Duties

  private func duties(_ node: Int, _ id: Int32) -> Duties {
    if Int(id) < duties[node].count, let known = duties[node][Int(id)] { return known }
    let made = makeDuties(node, id)
    while duties[node].count <= Int(id) { duties[node].append(nil) }
    duties[node][Int(id)] = made
    return made
  }

  private func makeDuties(_ node: Int, _ id: Int32) -> Duties {
    let cell = maker.cells[node][id]
    guard cell.isUp else { return Duties() }
    var duties = Duties()
    let labels = maker.events(node, id).map { maker.tables.labels[$0] }
    func add(_ kind: EventLabel.Kind, _ subject: Int32, _ obligation: Int32, _ event: LocalEvent) {
      let isDelivery = kind == .delivery
      if !isDelivery || stride == width { duties.owed.append(obligation) }
      for outcome in 0..<book.outcomeCount(node, cell.local, event) {
        let label = EventLabel(kind: kind, subject: subject, outcome: Int32(outcome))
        guard !labels.contains(label) else { continue }
        duties.idle.append(book.id(Move(node: Int32(node), local: cell.local, label: label)))
        if isDelivery { duties.idleDeliveries.append(obligation) }
      }
    }
    let inbox = maker.inboxes[cell.inbox]
    for envelope in maker.arrivals(inbox).map({ inbox[$0] }) {
      let sent = maker.envelopes[envelope]
      add(.delivery, envelope, book.delivery(envelope, to: node), .message(sent.message, from: sent.from))
    }
    for timer in maker.timerSets[cell.timers].map(\.timer) {
      add(.timeout, timer, book.id(.timer(node: Int32(node), name: timer)), .timeout(timer))
    }
    if !cell.isWaiting, Int(cell.asked) < space.requestCount(node) {
      add(.request, cell.asked, book.id(.request(node: Int32(node))), .request(cell.asked))
    }
    return duties
  }
}
