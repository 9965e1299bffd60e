import Atoll

/// What defeats a pair of machines, by one of two runs.
///
/// In both runs the nodes are cut off from each other, and `b` is asked to read after `states` + 1 ticks. In the second
/// one `a` was asked to write 1 at tick 0. `b` sees the same in both, so it answers the same in both.
enum CapKiller: Int, CaseIterable {
  /// In the run with the write, `a` is silent for ever.
  case writerSilent
  /// In both runs `b` is silent for ever.
  case readerSilent
  /// In the run with the write, `b` answers 0 although the write was over.
  case staleRead
  /// In the run without a write, `b` answers 1.
  case inventedValue

  /// In words.
  var words: String {
    switch self {
    case .writerSilent: "a never answers the write"
    case .readerSilent: "b never answers the read"
    case .staleRead: "b answers 0 after the write"
    case .inventedValue: "b answers 1 without a write"
    }
  }

  /// What defeats a pair; none if nothing does.
  static func of(_ a: CapMachine, _ b: CapMachine) -> CapKiller? {
    guard a.answer(afterTicks: 0) != nil else { return .writerSilent }
    guard let word = b.answer(afterTicks: b.states + 1) else { return .readerSilent }
    switch b.reply(word) {
    case .value("0"): return .staleRead
    case .value("1"): return .inventedValue
    default: return nil
    }
  }

  /// How many pairs of machines with so many states each killer defeats, and how many none does: every pair is tried.
  static func count(states: Int) -> [Int] {
    var counts = Array(repeating: 0, count: allCases.count + 1)
    for a in CapMachine.all(.writer, states: states) {
      for b in CapMachine.all(.reader, states: states) { counts[of(a, b)?.rawValue ?? allCases.count] += 1 }
    }
    return counts
  }

  /// The same without trying every pair: a pair's killer depends on whether `a` answers and on what `b` answers, each of
  /// which is the machine's own affair. So the machines are tried, and the pairs are counted by multiplication.
  static func countByMachines(states: Int) -> [Int] {
    var writers = [0, 0]
    for a in CapMachine.all(.writer, states: states) { writers[a.answer(afterTicks: 0) ?? 0] += 1 }
    var readers = [0, 0, 0]
    for b in CapMachine.all(.reader, states: states) { readers[b.answer(afterTicks: states + 1) ?? 0] += 1 }
    let pairs = writers[1]
    return [
      writers[0] * readers.reduce(0, +), pairs * readers[0], pairs * readers[1], pairs * readers[2], 0,
    ]
  }
}
