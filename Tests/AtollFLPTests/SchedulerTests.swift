import AtollCourse
import Testing

@testable import AtollNotebook

/// The learner as the scheduler, and samples.
@Suite struct SchedulerTests {
  private static let course = Course(
    root: #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" })

  private static func session(_ lines: [String]) throws -> (RunSession, [String]) {
    var session = RunSession(course: Self.course)
    var last: [String] = []
    for line in lines { last = try session.perform(line).map(\.text) }
    return (session, last)
  }

  private static let adopt = "use flp/consensus-explorer protocol=adopt inputs=011"

  @Test func `what was chosen can be undone, looked at and replayed`() throws {
    let (session, last) = try Self.session([Self.adopt, "choose 1", "choose 3"])
    #expect(last.last == "bivalent: 0 and 1 can still be decided")
    let token = try #require(session.replayToken)
    var again = RunSession(course: Self.course)
    for line in token.lines { _ = try again.perform(line) }
    #expect(again.run?.trace.events == session.run?.trace.events)
    var undone = session
    _ = try undone.perform("undo")
    #expect(undone.run?.now == 1)
  }

  @Test func `after a crash and a swap no decision can be reached`() throws {
    let (_, last) = try Self.session([Self.adopt, "choose 9", "choose 1", "choose 2"])
    #expect(last.last == "no decision can be reached any more (within the model's bound)")
  }

  @Test func `a choice that is not there is refused`() throws {
    var (session, _) = try Self.session([Self.adopt])
    for line in ["choose", "choose 0", "choose 10", "choose x", "choices now"] {
      #expect(throws: CommandError.self) { try session.perform(line) }
    }
  }

  @Test func `coins are drawn from the seed, not chosen`() throws {
    let lines = ["choose 1", "choose 3", "choose 7"]
    let (_, listed) = try Self.session(
      ["use flp/consensus-explorer protocol=ben-or inputs=011"] + lines + ["choices"])
    #expect(listed.contains { $0.contains("makes a choice of its own") })
    let runs = try ["seed 1", "seed 7"].map { seed in
      try Self.session(
        ["use flp/consensus-explorer protocol=ben-or inputs=011", seed] + lines + ["choose 2"]
      ).1
    }
    #expect(runs[0] != runs[1])
  }

  @Test func `a sample is the same each time and counts every run`() throws {
    let lines = ["use flp/consensus-explorer protocol=ben-or inputs=011", "sample 50"]
    let (one, other) = (try Self.session(lines).1, try Self.session(lines).1)
    #expect(one == other)
    #expect(throws: CommandError.self) { try Self.session([Self.adopt, "sample 10"]) }
  }
}
