import Atoll

/// Which laws a merge keeps, and whether updates go up in its order, found by trying all states that three replicas
/// come to in a few steps.
///
/// The three copies of one configuration are merged, not any three copies: two copies that cannot exist side by side
/// (two different additions with one name, say) need not keep any law.
struct MergeLaws {
  let name: String
  /// How many configurations were tried.
  private(set) var configurations = 0
  private(set) var isCommutative = true
  private(set) var isAssociative = true
  private(set) var isIdempotent = true
  /// Whether each copy, merged with what an update makes of it, is what the update makes of it.
  private(set) var goesUp = true
  /// The first contradiction to each law that does not hold, in words.
  private(set) var contradictions: [String] = []

  /// Tries all configurations that three replicas come to in at most some steps; a step is an update or a merge.
  init<Data: ReplicatedData>(_ type: Data.Type, _ name: String, steps: Int) {
    self.name = name
    var found = [MergeConfiguration<Data>()]
    var known = Set(found)
    var next = 0
    for _ in 0..<steps {
      let end = found.count
      while next < end {
        for successor in found[next].successors where known.insert(successor).inserted {
          found.append(successor)
        }
        next += 1
      }
    }
    configurations = found.count
    for configuration in found {
      for (i, j, k) in [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)] {
        ask(configuration.copies[i], configuration.copies[j], configuration.copies[k])
      }
      for replica in configuration.copies.indices {
        for next in configuration.updated(replica) {
          ask(configuration.copies[replica], updated: next.copies[replica])
        }
      }
    }
  }

  private mutating func ask<Data: ReplicatedData>(_ before: Data, updated: Data) {
    guard goesUp, before.merged(updated) != updated else { return }
    goesUp = false
    tell(
      "\(before.shown) merged with \(updated.shown), which an update made of it, is \(before.merged(updated).shown)"
    )
  }

  private mutating func ask<Data: ReplicatedData>(_ a: Data, _ b: Data, _ c: Data) {
    if isCommutative, a.merged(b) != b.merged(a) {
      isCommutative = false
      tell(
        "\(a.shown) merged with \(b.shown) is \(a.merged(b).shown), the other way round \(b.merged(a).shown)")
    }
    if isAssociative, a.merged(b).merged(c) != a.merged(b.merged(c)) {
      isAssociative = false
      tell(
        "(\(a.shown) \(b.shown)) \(c.shown) is \(a.merged(b).merged(c).shown), "
          + "\(a.shown) (\(b.shown) \(c.shown)) is \(a.merged(b.merged(c)).shown)")
    }
    if isIdempotent, a.merged(a) != a {
      isIdempotent = false
      tell("\(a.shown) merged with itself is \(a.merged(a).shown)")
    }
  }

  private mutating func tell(_ contradiction: String) { contradictions.append("\(name): \(contradiction).") }

  static let study = Study("laws", "which laws each type's merge keeps, in all small states") { settings, _ in
    let steps = settings.integer("steps")
    let laws = CRDT.types.map { $0.laws(steps) }
    func word(_ holds: Bool) -> StudyTable.Value { holds ? "yes" : "no" }
    var table = StudyTable(
      columns: [
        .init("type"), .init("configurations"), .init("commutative"), .init("associative"),
        .init("idempotent"), .init("updates go up"),
      ],
      remarks: [
        "Tried: all configurations of three replicas after at most \(steps) updates and merges; none is left out."
      ] + laws.flatMap(\.contradictions))
    for law in laws {
      table.append([
        .word(law.name), .init(law.configurations), word(law.isCommutative), word(law.isAssociative),
        word(law.isIdempotent), word(law.goesUp),
      ])
    }
    return table
  }
}

/// Three copies side by side, and how many updates each replica has made.
private struct MergeConfiguration<Data: ReplicatedData>: Hashable {
  var copies = [Data(), Data(), Data()]
  var updates = [0, 0, 0]

  /// What one update or one merge makes of it.
  var successors: [Self] {
    var result: [Self] = []
    for replica in copies.indices {
      result += updated(replica)
      for other in copies.indices where other != replica {
        var next = self
        next.copies[replica].merge(copies[other])
        result.append(next)
      }
    }
    return result
  }

  /// What each update at a replica makes of it.
  func updated(_ replica: Int) -> [Self] {
    Data.operations.compactMap { operation in
      var next = self
      next.updates[replica] += 1
      let dot = Dot(node: NodeID(replica), number: next.updates[replica])
      return next.copies[replica].update(operation, dot) ? next : nil
    }
  }
}
