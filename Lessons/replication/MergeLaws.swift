import Atoll

/// Which laws a merge keeps, found by trying all states that three replicas come to in a few steps.
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
    for configuration in found { ask(configuration.copies) }
  }

  private mutating func ask<Data: ReplicatedData>(_ copies: [Data]) {
    let (a, b, c) = (copies[0], copies[1], copies[2])
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
        .init("idempotent"),
      ],
      remarks: [
        "Tried: all configurations of three replicas after at most \(steps) updates and merges; none is left out."
      ] + laws.flatMap(\.contradictions))
    for law in laws {
      table.append([
        .word(law.name), .init(law.configurations), word(law.isCommutative), word(law.isAssociative),
        word(law.isIdempotent),
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
      for operation in Data.operations {
        var next = self
        next.updates[replica] += 1
        if next.copies[replica].update(operation, Dot(node: NodeID(replica), number: next.updates[replica])) {
          result.append(next)
        }
      }
      for other in copies.indices where other != replica {
        var next = self
        next.copies[replica].merge(copies[other])
        result.append(next)
      }
    }
    return result
  }
}
