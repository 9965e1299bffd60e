/// Decides isolation levels by the cycles of the dependency graph.
///
/// For lists the reads tell the order of most writes: a list that was read is the order. Where the order of some writes to
/// a key is not known (registers; appends that nobody has read), every order is tried: the history has the level if one
/// of them has.
///
/// - Complexity: one graph for each combination of orders that are not known; `graphsMax` bounds them.
package struct IsolationCheck {
  /// What was found.
  package enum Answer: Hashable, Sendable {
    /// The level holds.
    case holds
    /// It does not: a sentence, and the cycle that shows it, if a cycle does.
    case broken(String, cycle: [Dependency])
    /// A limit was reached, or two writes of the same value cannot be told apart.
    case unknown(String)
  }

  private let transactions: [Transaction]
  private let reads: TransactionReads
  private let graphsMax: Int
  private let isLists: Bool

  /// Prepares the check of committed, aborted and unknown transactions.
  package init(_ transactions: [Transaction], graphsMax: Int = 20_000) {
    self.transactions = transactions
    self.graphsMax = graphsMax
    reads = TransactionReads(transactions)
    isLists = !transactions.contains { $0.steps.contains { if case .write = $0 { true } else { false } } }
  }

  /// Whether a level holds.
  package func answer(_ level: IsolationLevel) -> Answer {
    if reads.isAmbiguous { return .unknown("two writes to the same key have the same value") }
    if let anomaly = reads.anomaly { return .broken(anomaly + ".", cycle: []) }
    let keys = reads.writers.keys.sorted()
    var known: [[Int]] = []
    var open: [[Int]] = []
    for key in keys {
      guard let prefix = knownOrder(key) else {
        return .broken("Two reads show the elements of \(key) in different orders.", cycle: [])
      }
      known.append(prefix)
      open.append(openWriters(key, beyond: prefix))
    }
    return tryOrders(level, keys, known, open)
  }

  // MARK: - Orders of versions

  /// The transactions that wrote the longest list that was read, in its order; none where two reads contradict each other.
  private func knownOrder(_ key: String) -> [Int]? {
    guard isLists else { return [] }
    let lists = reads.external.filter { $0.key == key }.map(\.values)
    let longest = lists.max { $0.count < $1.count } ?? []
    guard lists.allSatisfy({ longest.starts(with: $0) }), Set(longest).count == longest.count else {
      return nil
    }
    return longest.compactMap { reads.writers[key]?[$0] }
  }

  /// The other transactions that wrote a key: those that committed, and those that somebody has read from.
  private func openWriters(_ key: String, beyond known: [Int]) -> [Int] {
    let isRead = Set(
      reads.external.flatMap { read in read.values.compactMap { reads.writers[read.key]?[$0] } })
    return Set((reads.writers[key] ?? [:]).values).subtracting(known).filter {
      transactions[$0].status == .committed || isRead.contains($0)
    }.sorted()
  }

  /// Tries the orders, the one of the invocations first.
  private func tryOrders(_ level: IsolationLevel, _ keys: [String], _ known: [[Int]], _ open: [[Int]])
    -> Answer
  {
    var orders = open
    var first: (cycle: [Dependency], isOnly: Bool)?
    for _ in 0..<graphsMax {
      let versions = zip(known, orders).map { $0 + $1 }
      guard let cycle = cycle(dependencies(keys, versions, level), level) else { return .holds }
      if first == nil { first = (cycle, open.allSatisfy { $0.count < 2 }) }
      // The next combination, like the wheels of a counter.
      var key = 0
      while key < orders.count, !orders[key].advance() { key += 1 }
      if key == orders.count {
        return .broken(
          sentence(first?.cycle ?? cycle, isOnly: first?.isOnly ?? true), cycle: first?.cycle ?? cycle)
      }
    }
    return .unknown("there are more than \(graphsMax) orders of the writes to try")
  }

  // MARK: - Dependencies

  private func dependencies(_ keys: [String], _ versions: [[Int]], _ level: IsolationLevel) -> [Dependency] {
    var found: Set<Dependency> = []
    func add(_ from: Int, _ to: Int, _ kind: Dependency.Kind, _ key: String) {
      if from != to { found.insert(Dependency(from: from, to: to, kind: kind, key: key)) }
    }
    for (key, order) in zip(keys, versions) {
      for (before, after) in zip(order, order.dropFirst()) { add(before, after, .write, key) }
      for read in reads.external where read.key == key {
        let writer = read.values.last.flatMap { reads.writers[key]?[$0] }
        if let writer { add(writer, read.reader, .read, key) }
        let next = writer.flatMap { writer in order.lastIndex(of: writer).map { $0 + 1 } } ?? 0
        if next < order.count { add(read.reader, order[next], .antidependency, key) }
      }
    }
    if level == .strictSerializable {
      for (from, first) in transactions.enumerated() where first.status == .committed {
        for (to, second) in transactions.enumerated()
        where first.returned.map({ $0 < second.invoked }) ?? false {
          if second.status != .aborted { add(from, to, .realTime, "") }
        }
      }
    }
    return found.sorted { ($0.from, $0.to, "\($0.kind)", $0.key) < ($1.from, $1.to, "\($1.kind)", $1.key) }
  }

  /// A shortest cycle that the level does not allow.
  ///
  /// Under snapshot isolation a dependency may be followed by one anti-dependency: what counts are cycles of such pairs
  /// and of single dependencies, in which no two anti-dependencies follow each other.
  private func cycle(_ dependencies: [Dependency], _ level: IsolationLevel) -> [Dependency]? {
    var outgoing: [[Dependency]] = Array(repeating: [], count: transactions.count)
    for dependency in dependencies { outgoing[dependency.from].append(dependency) }
    let mustAlternate = level == .snapshotIsolation
    var best: [Dependency]?
    for start in transactions.indices where !outgoing[start].isEmpty {
      // A node of the search is a transaction, and whether the last step was an anti-dependency.
      var cameBy: [Int: (from: Int, by: Dependency)] = [:]
      var waiting = outgoing[start].filter { !(mustAlternate && $0.kind == .antidependency) }.map {
        ($0, start * 2)
      }
      var next = 0
      while next < waiting.count {
        let (step, from) = waiting[next]
        next += 1
        let node = step.to * 2 + (step.kind == .antidependency ? 1 : 0)
        guard cameBy[node] == nil else { continue }
        cameBy[node] = (from, step)
        if step.to == start {
          let path = path(to: node, from: start * 2, cameBy)
          if best.map({ path.count < $0.count }) ?? true { best = path }
          break
        }
        for following in outgoing[step.to] {
          if mustAlternate, step.kind == .antidependency, following.kind == .antidependency { continue }
          waiting.append((following, node))
        }
      }
    }
    return best
  }

  private func path(to end: Int, from start: Int, _ cameBy: [Int: (from: Int, by: Dependency)])
    -> [Dependency]
  {
    var path: [Dependency] = []
    var node = end
    repeat {
      guard let (from, by) = cameBy[node] else { break }
      path.append(by)
      node = from
    } while node != start
    return path.reversed()
  }

  // MARK: - Words

  private func sentence(_ cycle: [Dependency], isOnly: Bool) -> String {
    let steps = cycle.map { dependency -> String in
      let (one, other) = (
        "T\(transactions[dependency.from].number)", "T\(transactions[dependency.to].number)"
      )
      switch dependency.kind {
      case .write: return "\(one) wrote \(dependency.key) before \(other) did"
      case .read: return "\(other) read what \(one) wrote to \(dependency.key)"
      case .antidependency: return "\(one) read \(dependency.key) as it was before \(other) wrote it"
      case .realTime: return "\(one) had ended before \(other) began"
      }
    }
    let which = isOnly ? "" : "No order of the writes avoids a cycle; in the order of the invocations: "
    return "\(which)\(steps.joined(separator: ", and ")): a cycle (\(Self.name(cycle)))."
  }

  /// The cycle's name, by Adya and Elle.
  static func name(_ cycle: [Dependency]) -> String {
    let kinds = cycle.map(\.kind)
    let anti = kinds.count { $0 == .antidependency }
    if kinds.contains(.realTime) { return "it breaks real time" }
    if anti == 0 { return kinds.contains(.read) ? "G1c, circular information flow" : "G0, dirty write" }
    if anti == 1 {
      let keys = Set(cycle.map(\.key))
      return keys.count == 1 && cycle.count == 2 && kinds.contains(.write)
        ? "G-single, lost update" : "G-single, read skew"
    }
    return anti == 2 && cycle.count == 2 ? "G2-item, write skew" : "G2-item"
  }
}

extension [Int] {
  /// Makes this the next permutation in lexical order; false, and the first one again, where it was the last.
  fileprivate mutating func advance() -> Bool {
    guard count > 1, let place = indices.dropLast().last(where: { self[$0] < self[$0 + 1] }) else {
      reverse()
      return false
    }
    let other = indices.last { self[$0] > self[place] } ?? place
    swapAt(place, other)
    self[(place + 1)...].reverse()
    return true
  }
}
