import Atoll
import AtollExploration

/// The learner as the scheduler: choosing each event of a run.
extension RunSession {
  /// How many configurations are looked at to say what can still be decided.
  private static let lookAheadMax = 60_000

  /// `choices`: what can happen next.
  func choices(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    guard words.isEmpty else { throw CommandError("choices takes nothing after it", next: "say: choices") }
    let moment = try schedule(state).moment
    return anew(state) + lines(moment)
  }

  /// A chosen schedule does not go on from a run that was simulated.
  private func anew(_ state: RunState) -> [OutputLine] {
    guard !(state.run is ScheduledRun), !state.script.isEmpty else { return [] }
    return [OutputLine("from the beginning: choices do not go on from the run so far", .dim)]
  }

  /// `choose N`: lets one of the choices happen. What a node then chooses by itself is drawn from the seed.
  func choose(_ words: [String], _ state: inout RunState) throws(CommandError) -> [OutputLine] {
    let (moment, written, bounds) = try schedule(state)
    guard words.count == 1, let number = Int(words[0]), moment.choices.indices.contains(number - 1) else {
      throw CommandError(
        "choose which one?",
        next: moment.choices.isEmpty
          ? "nothing is left to happen" : "\"choices\" lists 1 to \(moment.choices.count)")
    }
    let numbers = moment.choices[number - 1].numbers
    var stream = RandomStream(seed: state.seed &* 1_000_003 &+ UInt64(written.count))
    let choice = numbers[numbers.count > 1 ? stream.below(numbers.count) : 0]
    let before = state.run is ScheduledRun ? state.run.eventCount : 0
    let anew = anew(state)
    let all = (written + [choice]).map(String.init).joined(separator: ".")
    _ = try follow(
      bounds.faultWords + [all], (["follow"] + bounds.faultWords + [all]).joined(separator: " "), &state)
    let happened = events(state, after: before)
    return anew + happened + verdict(try schedule(state).moment)
  }

  /// Where the schedule of a run stands; a run that follows none stands at its beginning.
  private func schedule(_ state: RunState) throws(CommandError)
    -> (moment: ScheduleMoment, written: [Int], bounds: ExploreWords)
  {
    let problem = try problem(state)
    var bounds = ExploreWords()
    var written = [0]
    if let run = state.run as? ScheduledRun {
      written = run.choices
      let words = (state.script.first ?? "").split(separator: " ").map(String.init)
      bounds = try FollowWords(Array(words.dropFirst())).bounds
    }
    let moment = Exploration.moment(
      try bounds.applied(to: problem), choices: written, statesMax: Self.lookAheadMax)
    guard let moment else { throw CommandError("this run is no schedule of \(state.entry.name)") }
    return (moment, written, bounds)
  }

  private func lines(_ moment: ScheduleMoment) -> [OutputLine] {
    let width = "\(moment.choices.count)".count
    let listed = moment.choices.enumerated().map { place, choice in
      let number = "\(place + 1)"
      let coin = choice.numbers.count > 1 ? "  (and makes a choice of its own)" : ""
      return OutputLine([
        (String(repeating: " ", count: width - number.count) + number + "  ", .dim),
        (choice.text + coin, .plain),
      ])
    }
    return (listed.isEmpty ? [OutputLine("nothing is left to happen")] : listed) + verdict(moment)
  }

  /// What can still be decided.
  private func verdict(_ moment: ScheduleMoment) -> [OutputLine] {
    guard moment.hasDecisions else { return [] }
    let decided = moment.decided.map { OutputLine($0, .warning) }
    let found = moment.reachable.joined(separator: " and ")
    let bound = moment.isCutShort ? " (within the model's bound)" : ""
    let line: OutputLine =
      switch (moment.reachable.count, moment.isSure) {
      case (0, true): OutputLine("no decision can be reached any more\(bound)", .fault)
      case (1, true):
        OutputLine("\(found)-valent: only \(found) can be decided any more\(bound)", .warning)
      case (0, false):
        OutputLine("among the next \(Self.lookAheadMax) configurations there is no decision", .dim)
      case (1, false):
        OutputLine("among the next \(Self.lookAheadMax) configurations only \(found) is decided", .dim)
      default: OutputLine("bivalent: \(found) can still be decided", .pass)
      }
    return decided + [line]
  }
}
