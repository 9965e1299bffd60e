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
    of(write: a.answer(afterTicks: 0), read: b.answer(afterTicks: b.states + 1), asked: b.states + 1)
  }

  /// The same for two machines that answer so: `b` takes in the same in both runs, so it answers the same.
  private static func of(write: CapMachine.Answer?, read: CapMachine.Answer?, asked: Int) -> CapKiller? {
    guard let write else { return .writerSilent }
    guard let read else { return .readerSilent }
    let (written, reading, value) = (0...write.ticks, asked...asked + read.ticks, read.word - 1)
    guard isLinearizable(writing: written, reading: reading, value: value) else { return .staleRead }
    guard isLinearizable(writing: nil, reading: reading, value: value) else { return .inventedValue }
    return nil
  }

  /// Whether a register that holds 0 at first explains a read, and a write of 1 if there was one: each order is tried.
  static func isLinearizable(writing: ClosedRange<Int>?, reading: ClosedRange<Int>, value: Int) -> Bool {
    guard let writing else { return value == 0 }
    let readFirst = reading.lowerBound <= writing.upperBound
    let writeFirst = writing.lowerBound <= reading.upperBound
    return readFirst && value == 0 || writeFirst && value == 1
  }

  /// How many pairs of machines with so many states each killer defeats, and how many none does: every pair is tried.
  static func count(states: Int) -> [Int] {
    var counts = Array(repeating: 0, count: allCases.count + 1)
    for a in CapMachine.all(.writer, states: states) {
      for b in CapMachine.all(.reader, states: states) { counts[of(a, b)?.rawValue ?? allCases.count] += 1 }
    }
    return counts
  }

  /// The same without trying every pair: a pair's killer depends on when `a` answers and on when and what `b` answers,
  /// each of which is the machine's own affair. So the machines are tried, and the pairs are counted by multiplication.
  static func countByMachines(states: Int) -> [Int] {
    var counts = Array(repeating: 0, count: allCases.count + 1)
    let readers = answers(.reader, states: states, afterTicks: states + 1)
    for (write, writers) in answers(.writer, states: states, afterTicks: 0) {
      for (read, readers) in readers {
        let killer = of(write: write, read: read, asked: states + 1)
        counts[killer?.rawValue ?? allCases.count] += writers * readers
      }
    }
    return counts
  }

  /// How many machines answer so, for each answer that one of them gives.
  private static func answers(_ side: CapMachine.Side, states: Int, afterTicks ticks: Int) -> [(
    answer: CapMachine.Answer?, machines: Int
  )] {
    var groups: [(answer: CapMachine.Answer?, machines: Int)] = []
    for machine in CapMachine.all(side, states: states) {
      let answer = machine.answer(afterTicks: ticks)
      if let place = groups.firstIndex(where: { $0.answer == answer }) {
        groups[place].machines += 1
      } else {
        groups.append((answer, 1))
      }
    }
    return groups
  }
}
