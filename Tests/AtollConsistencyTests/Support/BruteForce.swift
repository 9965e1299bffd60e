import Atoll

@testable import AtollConsistency

/// Every level by its definition: tries everything, shares nothing with the checkers.
struct BruteForce<S: SequentialSpecification> {
  typealias Entry = History<S.Request, S.Reply>.Entry
  let specification: S
  let history: History<S.Request, S.Reply>

  /// Whether a level holds; none where it is not defined.
  func holds(_ level: ConsistencyLevel) -> Bool? {
    switch level {
    case .linearizable:
      // Larger ones would take for ever without remembering what has failed.
      return history.entries.count <= 12
        ? LinearizabilityCheck(specification).witness(history) != nil
        : explains { $0.precedes($1) }
    case .sequential: return explains { $0.precedes($1) && $0.client == $1.client }
    case .convergence: return converges
    default: return accesses.map { holds(level, $0) }
    }
  }

  private struct Rest: Hashable {
    let numbers: [Int]
    let state: S.State
  }

  /// Whether some order of the completed and any of the pending operations keeps a relation and explains the answers.
  private func explains(_ keeps: (Entry, Entry) -> Bool) -> Bool {
    var failed: Set<Rest> = []
    return explains(history.entries, specification.initial, keeps, &failed)
  }

  private func explains(
    _ rest: [Entry], _ state: S.State, _ keeps: (Entry, Entry) -> Bool, _ failed: inout Set<Rest>
  ) -> Bool {
    if rest.allSatisfy({ $0.returned == nil }) { return true }
    let key = Rest(numbers: rest.map(\.number), state: state)
    guard !failed.contains(key) else { return false }
    for (place, next) in rest.enumerated() where !rest.contains(where: { keeps($0, next) }) {
      var after = state
      let reply = specification.perform(next.request, on: &after)
      guard next.reply == nil || next.reply == reply else { continue }
      var others = rest
      others.remove(at: place)
      if explains(others, after, keeps, &failed) { return true }
    }
    failed.insert(key)
    return false
  }

  private var converges: Bool {
    let isRead = { (entry: Entry) in specification.isRead(entry.request, answered: entry.reply) }
    let updates = history.entries.filter { !isRead($0) }
    guard updates.allSatisfy({ $0.returned != nil }) else { return true }
    let late = history.entries.filter { read in
      isRead(read) && read.returned != nil && updates.allSatisfy { $0.precedes(read) }
    }
    let last = late.filter { read in
      !late.contains { $0.client == read.client && $0.request == read.request && read.precedes($0) }
    }
    return last.allSatisfy { read in last.allSatisfy { $0.request != read.request || $0.reply == read.reply }
    }
  }

  // MARK: - Registers

  private struct Item {
    let entry: Entry
    let access: RegisterAccess
  }

  private var accesses: [Item]? {
    let items = history.entries.map { entry in
      (entry, specification.access(entry.request, answered: entry.returned == nil ? nil : entry.reply))
    }
    return items.contains { $0.1 == nil }
      ? nil : items.compactMap { entry, access in access.map { Item(entry: entry, access: $0) } }
  }

  /// Whether some choice of sources fulfils the level. -1 is the initial value.
  private func holds(_ level: ConsistencyLevel, _ items: [Item]) -> Bool {
    let reads = items.indices.filter { items[$0].access.reading != .nothing }
    func choose(_ rest: ArraySlice<Int>, _ sources: [Int: Int]) -> Bool {
      guard let read = rest.first else {
        return level == .causal ? isCausal(items, sources) : isGuaranteed(level, items, sources)
      }
      let access = items[read].access
      var choices = items.indices.filter { write in
        write != read && items[write].access.register == access.register
          && items[write].access.written.map { access.reading.fits($0) } ?? false
      }
      if access.reading.fits(access.initial) { choices.append(-1) }
      return choices.contains { choose(rest.dropFirst(), sources.merging([read: $0]) { $1 }) }
    }
    return choose(reads[...], [:])
  }

  private func isBefore(_ items: [Item], _ first: Int, _ second: Int) -> Bool {
    items[first].entry.client == items[second].entry.client
      && items[first].entry.precedes(items[second].entry)
  }

  private func isCausal(_ items: [Item], _ sources: [Int: Int]) -> Bool {
    var causal = Set<[Int]>()
    for first in items.indices {
      for second in items.indices where isBefore(items, first, second) || sources[second] == first {
        causal.insert([first, second])
      }
    }
    while true {
      let more = causal.flatMap { pair in causal.filter { $0[0] == pair[1] }.map { [pair[0], $0[1]] } }
      let larger = causal.union(more)
      if larger == causal { break }
      causal = larger
    }
    guard !causal.contains(where: { $0[0] == $0[1] }) else { return false }
    return Set(items.map(\.entry.client)).allSatisfy { client in
      let own = items.indices.filter { items[$0].entry.client == client && items[$0].entry.returned != nil }
      let all = items.indices.filter { items[$0].access.written != nil || own.contains($0) }
      return extend([], all, causal, items, Set(own), sources)
    }
  }

  /// Whether one client's order can be completed.
  private func extend(
    _ order: [Int], _ rest: [Int], _ causal: Set<[Int]>, _ items: [Item], _ own: Set<Int>,
    _ sources: [Int: Int]
  ) -> Bool {
    if rest.isEmpty { return true }
    return rest.contains { next in
      guard !rest.contains(where: { causal.contains([$0, next]) }) else { return false }
      if own.contains(next), let source = sources[next] {
        let register = items[next].access.register
        let last = order.last { items[$0].access.written != nil && items[$0].access.register == register }
        guard last ?? -1 == source else { return false }
      }
      return extend(order + [next], rest.filter { $0 != next }, causal, items, own, sources)
    }
  }

  /// Whether each client has an order of the writes by which a session guarantee holds.
  private func isGuaranteed(_ level: ConsistencyLevel, _ items: [Item], _ sources: [Int: Int]) -> Bool {
    let writes = items.indices.filter { items[$0].access.written != nil }
    return Set(items.map(\.entry.client)).allSatisfy { client in
      permutations(writes).contains { order in
        var rank: [Int: Int] = [-1: -1]
        for (place, write) in order.enumerated() { rank[write] = place }
        let keepsOwn = writes.allSatisfy { first in
          writes.allSatisfy { second in
            !sameRegister(items, first, second) || !isBefore(items, first, second)
              || rank[first] ?? 0 < rank[second] ?? 0
          }
        }
        return keepsOwn && isGuaranteed(level, items, sources, client) { rank[$0] ?? 0 <= rank[$1] ?? 0 }
      }
    }
  }

  private func sameRegister(_ items: [Item], _ first: Int, _ second: Int) -> Bool {
    items[first].access.register == items[second].access.register
  }

  private func isGuaranteed(
    _ level: ConsistencyLevel, _ items: [Item], _ sources: [Int: Int], _ client: String,
    _ isNotNewer: (Int, Int) -> Bool
  ) -> Bool {
    let reads = sources.keys.filter { items[$0].entry.client == client }
    /// Whether a read has not missed a write, if it is about the same register.
    func sees(_ read: Int, _ write: Int) -> Bool {
      guard let source = sources[read] else { return true }
      return write == -1 || !sameRegister(items, read, write) || isNotNewer(write, source)
    }
    switch level {
    case .readYourWrites:
      return reads.allSatisfy { read in
        items.indices.allSatisfy { write in
          items[write].access.written == nil || !isBefore(items, write, read) || sees(read, write)
        }
      }
    case .monotonicReads:
      return reads.allSatisfy { later in
        reads.allSatisfy { earlier in
          !isBefore(items, earlier, later) || sees(later, sources[earlier] ?? -1)
        }
      }
    default:
      let followsReads =
        level != .writesFollowReads
        || items.indices.allSatisfy { write in
          items[write].access.written == nil
            || sources.allSatisfy { read, source in
              !isBefore(items, read, write) || !sameRegister(items, read, write)
                || (source != write && isNotNewer(source, write))
            }
        }
      return followsReads
        && reads.allSatisfy { later in
          reads.allSatisfy { earlier in
            guard earlier == later || isBefore(items, earlier, later), let seen = sources[earlier], seen >= 0
            else { return true }
            return items.indices.filter { isBefore(items, $0, seen) }.allSatisfy { before in
              if level == .monotonicWrites {
                return items[before].access.written == nil || sees(later, before)
              }
              return sources[before].map { sees(later, $0) } ?? true
            }
          }
        }
    }
  }

  private func permutations(_ list: [Int]) -> [[Int]] {
    guard let last = list.last else { return [[]] }
    return permutations(list.dropLast()).flatMap { rest in
      (0...rest.count).map { Array(rest[..<$0]) + [last] + rest[$0...] }
    }
  }
}
