import Atoll
import AtollContract
import AtollDiagrams
import AtollExploration
import AtollText

/// Tells a run that an exploration has found, step by step, with the learner's nodes as they are now.
struct ScheduleStory<N: Node> {
  let run: String
  let problem: ExplorationProblem<N>

  /// Leaves the story for the judge; the failure only ends the test.
  func tell(_ course: String) throws -> RunFailure {
    let choices = course.dropFirst().split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard course.hasPrefix("e"), !choices.contains(nil) else {
      return RunFailure("the replay token is damaged: \(course) is no list of choices")
    }
    let example: ExampleRun?
    do {
      example = try longest(choices.compactMap { $0 })
    } catch let error as ExplorationError {
      return RunFailure(of: RemoteNodes.failure ?? RunFailure(error.description))
    }
    if let failure = RemoteNodes.failure { return RunFailure(of: failure) }
    guard let example else {
      return RunFailure("this run does not even begin with your file as it is now: grade it again")
    }
    SuiteReplay.report = text(example, asked: choices.count - 1)
    return RunFailure("replayed")
  }

  /// The run as far as it is possible.
  private func longest(_ choices: [Int]) throws -> ExampleRun? {
    let explorer = Explorer(problem)
    for count in stride(from: choices.count, to: 0, by: -1) {
      if let example = try explorer.run(Array(choices.prefix(count))) { return example }
    }
    return nil
  }

  private func text(_ example: ExampleRun, asked: Int) -> String {
    var before = 0
    let moments = example.moments.enumerated().map { step, moment in
      let stepped =
        step == 0 || before >= example.trace.events.count ? nil : example.trace.events[before].node?.index
      before = moment.eventCount
      return RunMoment(
        eventCount: moment.eventCount, stepped: stepped, nodes: RunText.lines(moment.configuration))
    }
    let story = RunText.story(example.trace, moments)
    let end =
      example.length < asked
      ? "This run had \(asked.of("step")). With your file as it is now it ends here: what came next cannot happen any more. "
        + "Grade the file again: a test that still fails shows a run of its own."
      : "That was all of it. Grade the file again to see whether a property is still broken."
    return (story + end).safeToPrint()
  }
}

/// Tells a simulated run.
struct SeededStory {
  let text: String

  init(_ simulation: some Simulating, seed: UInt64, wrong: String?) {
    text = """
      The run with seed \(seed):
      \(RunText.diagram(simulation.trace))
      at its end:
      \(RunText.states(simulation.configuration))

      \(wrong.map { "\($0)." } ?? "Nothing is wrong with this run, with your file as it is now. Grade it again.")
      """.safeToPrint()
  }
}
