import Atoll

/// The largest probability with which a scheduler keeps Ben-Or's processes undecided, computed and not sampled.
///
/// The scheduler sees everything that has happened, coins included, and chooses what is delivered next; it does not
/// see coins before they are tossed. It has won once two processes have been through all the rounds undecided: it lets
/// the third one crash then, if it has not come along. So the value of a position is the largest of its deliveries'
/// values, and the value of a delivery the mean over the coin's sides. Positions are the processes' own states, and
/// handlers are called as in an exploration.
struct FLPWorstCase {
  /// A process, and what is in transit to it: of each message one, for the protocol does not ask who sent it.
  private struct Place {
    var process: BenOr
    var waiting: [BenOr.Message] = []
  }

  /// After which round the scheduler has won.
  private let last: Int
  /// The values of the positions met so far.
  private var known: [[Int]: Double] = [:]

  /// How many positions were met, up to the names of processes and of the two values.
  var positions: Int { known.count }

  init(roundsMax: Int) { last = roundsMax }

  /// The largest probability that nobody has decided after some rounds, `roundsMax` at most: the processes begin
  /// so many rounds before the last. What they do does not depend on the number of a round.
  mutating func undecided(inputs: [Int], rounds: Int) -> Double {
    guard rounds > 0 else { return 1 }
    var places = inputs.map { Place(process: BenOr(input: $0, rounds: last)) }
    for sender in places.indices {
      places[sender].process.round = last - rounds + 1
      var context = NodeContext<BenOr>(id: NodeID(sender), clusterSize: places.count, script: ChoiceScript())
      places[sender].process.start(&context)
      Self.send(context, from: sender, &places)
    }
    return value(places)
  }

  private mutating func value(_ places: [Place]) -> Double {
    if places.contains(where: { $0.process.decision != nil }) { return 0 }
    if places.count(where: { $0.process.round > last }) > 1 { return 1 }
    let key = Self.key(places)
    if let value = known[key] { return value }
    var best = 0.0
    for receiver in places.indices {
      for message in places[receiver].waiting where message.phase == places[receiver].process.phase {
        best = max(best, mean(places, receiver, message))
      }
    }
    known[key] = best
    return best
  }

  /// The value of a delivery: the mean over what the receiver may toss.
  private mutating func mean(_ places: [Place], _ receiver: Int, _ message: BenOr.Message) -> Double {
    var (sum, count) = (0.0, 0)
    var script: ChoiceScript? = ChoiceScript()
    while let choices = script {
      var next = places
      var context = NodeContext<BenOr>(id: NodeID(receiver), clusterSize: places.count, script: choices)
      next[receiver].process.receive(message, from: NodeID(receiver), &context)
      Self.send(context, from: receiver, &next)
      (sum, count) = (sum + value(next), count + 1)
      script = context.script?.successor
    }
    return sum / Double(count)
  }

  /// Puts what a handler has sent in transit; what comes too late to count is left out.
  private static func send(_ context: NodeContext<BenOr>, from sender: Int, _ places: inout [Place]) {
    for case .send(let message, let node) in context.effects
    where !places[node.index].waiting.contains(message) {
      places[node.index].waiting.append(message)
    }
    for place in places.indices {
      let phase = places[place].process.phase
      places[place].waiting.removeAll { $0.phase < phase }
    }
  }

  /// A position as numbers, the same for positions that differ in the names of processes, or in 0 for 1, only.
  private static func key(_ places: [Place]) -> [Int] {
    func numbers(flipping: Bool) -> [Int] {
      func code(_ value: Int?) -> Int { value.map { flipping ? 1 - $0 : $0 } ?? 2 }
      func code(_ message: BenOr.Message) -> Int {
        switch message {
        case .estimate(let value, _): message.phase * 3 + code(value)
        case .propose(let value, _): message.phase * 3 + code(value)
        }
      }
      let rows = places.map { place in
        let process = place.process
        return [process.phase, code(process.estimate), code(process.proposal), place.waiting.count]
          + place.waiting.map(code).sorted()
      }
      return rows.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }
    }
    let (plain, flipped) = (numbers(flipping: false), numbers(flipping: true))
    return plain.lexicographicallyPrecedes(flipped) ? plain : flipped
  }
}

extension Study {
  private static let runs = 400
  private static let roundsMax = 6

  /// How long Ben-Or's protocol stays undecided: by chance, and against the worst scheduler.
  static let flpUndecided = Study(
    "undecided", "ben-or: the probability that nobody has decided after so many rounds"
  ) { settings, seed in
    let inputs = ConsensusExplorer.inputs(settings)
    var firsts = Array(repeating: 0, count: roundsMax + 1)
    for number in 0..<UInt64(runs) {
      var run = Simulation(
        Cluster(inputs: inputs) { BenOr(input: $0, rounds: 100) }, seed: seed &+ number, isTracing: false)
      while !run.nodes.contains(where: { $0.decision != nil }), run.step() {}
      let first = run.nodes.compactMap(\.decidedIn).min() ?? roundsMax + 1
      for round in 0...roundsMax where first > round { firsts[round] += 1 }
    }
    var worst = FLPWorstCase(roundsMax: roundsMax)
    let values = (0...roundsMax).map { worst.undecided(inputs: inputs, rounds: $0) }
    var table = StudyTable(
      columns: [
        .init("round"), .init("random delays"), .init("± random delays"), .init("worst scheduler"),
      ],
      drawing: .init(
        x: "round", yName: "probability that nobody has decided",
        [.init("random delays", error: "± random delays"), .init("worst scheduler", .theory)]),
      remarks: [
        "Always protocol=ben-or, with the inputs \(settings["inputs"]).",
        "Random delays: \(runs) runs with messages of 5 to 15 ticks; ± is one standard error.",
        "Worst scheduler: computed, not sampled: the largest probability for any scheduler that sees all but the "
          + "coins to come, and may let one process crash.",
        "It took \(worst.positions) positions, up to renaming processes and values.",
      ])
    for (round, value) in values.enumerated() {
      let share = Double(firsts[round]) / Double(runs)
      table.append([
        .init(round), .init(share), .init((share * (1 - share) / Double(runs)).squareRoot()), .init(value),
      ])
    }
    return table
  }
}
