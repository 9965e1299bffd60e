/// Whether a client can have an order of the writes by which one session guarantee holds of what it has read.
///
/// The guarantee says of some reads that what they read is not older than a certain write. The client needs an order of
/// each register's writes in which that is true: there is one if "is not older than" has no cycle.
struct SessionRule {
  private let history: RegisterHistory
  private let level: ConsistencyLevel
  /// For each register, the places of its writes as they are in the order of their clients: pairs of neighbours.
  private let ownOrder: [(Int, Int)]

  init(_ history: RegisterHistory, _ level: ConsistencyLevel) {
    self.history = history
    self.level = level
    ownOrder = Self.neighbours(history)
  }

  /// How much work one look at the rule is for all clients, roughly, in words.
  static func cost(_ history: RegisterHistory, _ level: ConsistencyLevel) -> Int {
    let squares = history.sessions.reduce(0) { $0 + $1.count * $1.count }
    let looks = level == .writesFollowReads ? history.sessions.count + 1 : 2
    return (squares + history.accesses.count) * looks * 20
  }

  /// Each completed write with the next one of its client to the same register, and with the pending ones.
  private static func neighbours(_ history: RegisterHistory) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    for session in history.sessions {
      var last: [Int: Int] = [:]
      for place in session where history.accesses[place].isWrite {
        let register = history.accesses[place].register
        if let before = last[register], history.isBefore(before, place) { pairs.append((before, place)) }
        if !history.accesses[place].operation.isPending { last[register] = place }
      }
    }
    return pairs
  }

  /// Whether the guarantee can hold for a client, where some reads' sources are known.
  func isPossible(for client: Int, _ sources: [Int?]) -> Bool {
    var order = WriteOrder(history)
    for (before, after) in ownOrder { order.add(before, after) }
    if level == .writesFollowReads { addReadsBeforeWrites(sources, &order) }
    addDuties(of: client, sources, &order)
    return order.isAcyclic
  }

  /// What a client had read of a register before it wrote there is older than what it wrote.
  private func addReadsBeforeWrites(_ sources: [Int?], _ order: inout WriteOrder) {
    for (write, access) in history.accesses.enumerated() where access.isWrite {
      for read in history.sessions[access.operation.client] where read != write {
        guard let source = sources[read], history.accesses[read].register == access.register,
          history.isBefore(read, write)
        else { continue }
        if source == write { order.refuse() }
        order.add(source, write)
      }
    }
  }

  /// Goes through what a client does and adds, for each read, that it must not be older than what the client must see.
  private func addDuties(of client: Int, _ sources: [Int?], _ order: inout WriteOrder) {
    var duties: [Int: Set<Int>] = [:]
    for place in history.sessions[client] {
      let access = history.accesses[place]
      let known = duties[access.register] ?? []
      if let source = sources[place] {
        // What this very read tells counts for it, too.
        var all = duties
        addWhatTells(source, sources, to: &all)
        for write in all[access.register] ?? [] { order.add(write, source) }
        guard !access.operation.isPending else { continue }
        switch level {
        case .monotonicReads: duties[access.register] = known.union([source])
        case .monotonicWrites, .writesFollowReads: duties = all
        default: break
        }
      }
      if level == .readYourWrites, access.isWrite, !access.operation.isPending {
        duties[access.register] = [place]
      }
    }
  }

  /// The writes that whoever has seen a write must see: those that its client had made, or read, before it.
  private func addWhatTells(_ write: Int, _ sources: [Int?], to duties: inout [Int: Set<Int>]) {
    guard level == .monotonicWrites || level == .writesFollowReads, write < history.accesses.count else {
      return
    }
    for place in history.sessions[history.accesses[write].operation.client]
    where history.isBefore(place, write) {
      let access = history.accesses[place]
      if level == .monotonicWrites, access.isWrite { duties[access.register, default: []].insert(place) }
      if level == .writesFollowReads, let source = sources[place] {
        duties[access.register, default: []].insert(source)
      }
    }
  }
}

/// An order of writes in the making: which must stand before which.
struct WriteOrder {
  private let history: RegisterHistory
  private var after: [Int: [Int]] = [:]
  private var isRefused = false

  init(_ history: RegisterHistory) { self.history = history }

  /// One write stands before another of the same register, or is the same.
  mutating func add(_ before: Int, _ later: Int) {
    // The initial value is the oldest anyway.
    guard before != later, before < history.accesses.count else { return }
    if later >= history.accesses.count { isRefused = true } else { after[before, default: []].append(later) }
  }

  /// There is no such order.
  mutating func refuse() { isRefused = true }

  /// Whether there is such an order.
  var isAcyclic: Bool {
    guard !isRefused else { return false }
    var state: [Int: Bool] = [:]  // false: on the way; true: done
    for start in after.keys where state[start] == nil {
      var stack = [(node: start, next: 0)]
      state[start] = false
      while let (node, next) = stack.last {
        let following = after[node] ?? []
        guard next < following.count else {
          state[node] = true
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        switch state[following[next]] {
        case false: return false
        case true: continue
        case nil:
          state[following[next]] = false
          stack.append((following[next], 0))
        }
      }
    }
    return true
  }
}
