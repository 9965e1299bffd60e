/// Expanding a level on several threads: see `PackedTeam`.
extension PackedSearch {
  /// Expands configurations from `next` on; the batch must be empty. Stops before a configuration at which a field
  /// gets too narrow.
  @inline(__always) func expandSideBySide(upTo end: Int, _ team: PackedTeam<Word>) {
    team.divide(next..<end)
    team.expand(expander, successorsMax: maker.tables.successorsMax)
    fillMissing(team)
    team.expand(expander, successorsMax: maker.tables.successorsMax)
    guard let reached = team.blocks.last?.range.upperBound else { return }
    table.grow(for: count)
    guard table.grow(forIncoming: team.incoming) else { return expand(upTo: reached) }
    team.enter(table)
    table.count(team.newCounts)
    for block in team.blocks { add(block.counts) }
    next = reached
    judge(count + team.newCounts.reduce(0, +) <= countMax ? number(team) : numberInOrder(team))
  }

  /// Asks for what blocks are missing, in the order in which a search on one thread asks; where a field gets too
  /// narrow, nothing is left from that configuration on.
  private func fillMissing(_ team: PackedTeam<Word>) {
    for index in team.blocks.flatMap(\.missing) {
      while let miss = miss(at: index) {
        if !fill(miss) { return team.end(before: index) }
      }
    }
  }

  /// Numbers and stores the new configurations; returns those that must be held against the properties.
  @inline(__always) private func number(_ team: PackedTeam<Word>) -> [Int] {
    let memory = Unchecked((states, parents, sleeps, team))
    let judged = team.number(from: count) { block, first in
      let (states, parents, sleeps, team) = memory.value
      var (index, judged) = (first, [] as [Int])
      team.forEachNew(block) { word, parent, sleep in
        (states[index], parents[index]) = (word, parent)
        sleeps[index] = sleep & ~SleepBits.open
        if sleep & SleepBits.open != 0 { judged.append(index) }
        index &+= 1
        return true
      }
      return judged
    }
    count += team.newCounts.reduce(0, +)
    return judged.flatMap { $0 }
  }

  /// As `number`, where there are more new configurations than may be.
  private func numberInOrder(_ team: PackedTeam<Word>) -> [Int] {
    var judged: [Int] = []
    for block in team.blocks where cutAt == nil {
      team.forEachNew(block) { word, parent, sleep in
        guard count < countMax else {
          cut(at: parent, boundAtMax)
          return false
        }
        (states[count], parents[count]) = (word, parent)
        sleeps[count] = sleep & ~SleepBits.open
        if sleep & SleepBits.open != 0 { judged.append(count) }
        count += 1
        return true
      }
    }
    return judged
  }
}
