import AtollNotebook
import Testing

struct ExploreTests {
  private static let hasty = "use two-phase-commit participants=2 hasty=yes"

  private static func token(_ lines: [String], faults: String = "") throws -> ReplayToken {
    let output = try TestCourse.output(lines + ["explore \(faults)"])
    let line = try #require(output.last { $0.hasPrefix("replay ") })
    return try ReplayToken(String(line.dropFirst("replay ".count)))
  }

  @Test func `an exploration says what it found`() throws {
    let output = try TestCourse.output(["use two-phase-commit", "explore"])
    #expect(
      output == [
        "explored: every order of events; nobody crashes; each message may arrive at any time, and any number of times",
        "complete: 288 configurations, 761 transitions, depth 10",
        "no participant commits while another aborts: yes, in every configuration",
        "all can commit: yes, a shortest run that gets there has 10 steps",
        "all can abort: yes, a shortest run that gets there has 3 steps",
      ])
  }

  @Test func `an exploration with symmetry says both counts`() throws {
    let output = try TestCourse.output(["use two-phase-commit", "explore symmetry=yes"])
    #expect(output[1].hasPrefix("complete: 288 configurations in 80 orbits, "), "\(output[1])")
    #expect(output.dropFirst(2) == (try TestCourse.output(["use two-phase-commit", "explore"])).dropFirst(2))
  }

  @Test(arguments: [
    ("rpc", "client asks deposit 5, then deposit 7; at most 1 crash and 1 recovery"),
    ("lock", "a asks increment; b asks increment; nobody crashes, and nothing is lost"),
    (
      "chain",
      "a asks write x=1; b asks write x=2, then read x; c asks read x, then read x; nobody crashes, and nothing is lost; each link keeps its order"
    ),
  ])
  func `an exploration says what it lets happen`(_ model: String, _ words: String) throws {
    let lesson = model == "chain" ? "replication" : "middleware"
    let output = try TestCourse.output(["use \(lesson)/\(model)", "explore depth=1"])
    #expect(output[0] == "explored: every order of events; \(words)")
  }

  @Test func `follow takes up the run that was shown`() throws {
    var session = try TestCourse.session([Self.hasty])
    #expect(throws: CommandError.self) { try session.perform("follow") }
    _ = try session.perform("explore")
    #expect(throws: CommandError.self) { try session.perform("why e8") }
    #expect(try session.perform("follow").count == 1)
    #expect(session.replayToken == (try Self.token([Self.hasty])))
    #expect(try session.perform("why e8").first?.text.contains("giveUp") == true)
    _ = try session.perform("set hasty=no")
    #expect(throws: CommandError.self) { try session.perform("follow") }
  }

  @Test func `where nothing is broken follow takes up the run that was spoken of last`() throws {
    var session = try TestCourse.session(["use two-phase-commit", "explore"])
    #expect(try session.perform("follow") == session.perform("follow 0.2.2.2"))
  }

  @Test func `an exploration changes nothing`() throws {
    var session = try TestCourse.session(["use two-phase-commit", "step"])
    let before = Fingerprint(session)
    _ = try session.perform("explore")
    #expect(Fingerprint(session) == before)
  }

  @Test func `one of a thing is one`() throws {
    let output = try TestCourse.output(["use two-phase-commit", "explore states=1"])
    #expect(output[1] == "bounded (the number of configurations): 1 configuration, 0 transitions, depth 0")
    #expect(output[2].contains("open"))
  }

  @Test func `no step at all is a bound too`() throws {
    let output = try TestCourse.output(["use two-phase-commit", "explore depth=0"])
    #expect(output[1] == "bounded (depth): 1 configuration, 0 transitions, depth 0")
  }

  @Test(arguments: ["", "crashes=1", "crashes=1 recoveries=1", "drops=1"])
  func `the token of a counterexample leads to it again`(faults: String) throws {
    let token = try Self.token([Self.hasty], faults: faults)
    #expect(try Self.token([Self.hasty], faults: faults) == token)
    let session = try TestCourse.session(token.lines)
    #expect(session.replayToken == token)
    let labels = try #require(session.run).trace.events.map(\.label)
    #expect(labels.contains("commit") && labels.contains("giveUp"))
    let again = try TestCourse.session(try #require(session.replayToken).lines)
    #expect(Fingerprint(again) == Fingerprint(session))
  }

  @Test(arguments: [
    ("cap/two-node", "partitions=1 timers=in-order", "{a} | {b}"),
    ("cap/two-node reads=own", "forgeries=1", "stored(#1) from b to a"),
    ("cap/two-node policy=ap", "timers=any", "x=1"),
  ])
  func `the token of a run with such faults leads to it again`(model: String, faults: String, what: String)
    throws
  {
    let token = try Self.token(["use \(model)"], faults: faults)
    #expect(token.script.allSatisfy { $0.hasPrefix("follow \(faults) ") })
    let session = try TestCourse.session(token.lines)
    #expect(session.replayToken == token)
    let labels = try #require(session.run).trace.events.map(\.label)
    #expect(labels.contains { $0.contains(what) }, "\(labels)")
    // Its choices are those of a scheduler with the same faults.
    #expect(try !TestCourse.output(token.lines + ["choices"]).contains("nothing is left to happen"))
  }

  @Test func `what the model cannot do is said`() throws {
    let error = #expect(throws: CommandError.self) {
      try TestCourse.output(["use cap/two-node policy=ap", "explore forgeries=1"])
    }
    #expect(error?.description.contains("names no message that may be forged") == true)
    let timers = #expect(throws: CommandError.self) {
      try TestCourse.output(["use cap/two-node", "explore timers=late"])
    }
    #expect(timers?.description.contains("allowed: any, in-order") == true)
  }

  @Test func `a schedule can be walked back and forth`() throws {
    let token = try Self.token([Self.hasty])
    var session = try TestCourse.session(token.lines)
    let end = Fingerprint(session).run
    let count = try #require(session.run?.trace.events.count)
    _ = try session.perform("goto e1")
    let early = Fingerprint(session).run
    #expect(early != end)
    #expect(try #require(session.run?.trace.events.count) < count)
    let token2 = try #require(session.replayToken)
    #expect(Fingerprint(try TestCourse.session(token2.lines)).run == early)
    var steps = 0
    while try #require(session.run?.trace.events.count) < count, steps < 100 {
      _ = try session.perform("step")
      steps += 1
    }
    #expect(Fingerprint(session).run == end)
    for _ in 0..<steps { _ = try session.perform("undo") }
    #expect(Fingerprint(session).run == early)
    _ = try session.perform("undo")
    #expect(Fingerprint(session).run == end)
  }

  @Test(arguments: [
    "follow", "follow x", "follow 0.99", "follow 1", "follow 0..1", "follow crashs=1 0", "follow 0.-1",
  ])
  func `what names no run is refused`(line: String) throws {
    var session = try TestCourse.session(["use two-phase-commit"])
    #expect(throws: CommandError.self) { try session.perform(line) }
  }

  @Test func `the empty schedule is a run`() throws {
    let output = try TestCourse.output(["use two-phase-commit", "follow 0"])
    #expect(output == ["transactions/two-phase-commit follows a schedule of 0 steps; \"goto e1\", \"step\""])
  }

  /// The words of a token are the same in every process and every build.
  @Test func `the shortest counterexample is this one`() throws {
    #expect(try Self.token([Self.hasty]).script == ["follow 0.1.0.1.0.2"])
  }

  @Test func `the shortest counterexample is shown`() throws {
    let output = try TestCourse.output([Self.hasty, "explore"], signs: .ascii)
    #expect(
      output.joined(separator: "\n") == """
        explored: every order of events; nobody crashes; each message may arrive at any time, and any number of times
        complete: 76 configurations, 141 transitions, depth 7
        no participant commits while another aborts: no, a shortest run that breaks it has 5 steps
        all can commit: yes, a shortest run that gets there has 5 steps
        all can abort: yes, a shortest run that gets there has 2 steps
        the shortest run that breaks "no participant commits while another aborts":
               coordinator       p1           p2
        e1 t=1      |            T            |  p1 timer prepare
        e2          | .----------+            |  p1 -> coordinator prepared
        e3 t=2      o<'          |            |  coordinator <- p1 (e2) prepared
        e4 t=3      T            |            |  coordinator timer commit (e3)
        e5          +----------. |            |  coordinator -> p1 commit
        e6          +----------:-|----------. |  coordinator -> p2 commit
        e7 t=4      |          '>o          : |  p1 <- coordinator (e5) commit
        e8 t=5      |            |          : T  p2 timer giveUp
           t=5      |            |          : |  now - in flight: e6
        signs: +-. send   : in flight   '>o delivery   T a timer runs out
        replay r1iUF0cmFuc2FjdGlvbnMvdHdvLXBoYXNlLWNvbW1pdCAxIHBhcnRpY2lwYW50cz0yIGhhc3R5PXllcwpmb2xsb3cgMC4xLjAuMS4wLjI
        """)
  }
}

/// *Eventually* in the notebook.
struct LivenessCommandTests {
  private static let greedy = "use token-ring nodes=3 question=progress bug=greedy"

  private static func token() throws -> ReplayToken {
    let output = try TestCourse.output([greedy, "explore"])
    let line = try #require(output.last { $0.hasPrefix("replay ") })
    return try ReplayToken(String(line.dropFirst("replay ".count)))
  }

  @Test func `a run that goes on for ever is shown with its loop`() throws {
    let output = try TestCourse.output([Self.greedy, "explore"], signs: .ascii)
    #expect(
      output.contains(
        "a node that waits gets into the critical section: no, a fair run that breaks it has 9 steps and repeats the last 3 for ever"
      ), "\(output)")
    #expect(output.contains { $0.contains("from here on again and again, for ever:") })
  }

  @Test func `a run that ends too early is shown with its end`() throws {
    let output = try TestCourse.output(["use token-ring nodes=3 question=progress", "explore drops=1"])
    #expect(
      output.contains(
        "a node that waits gets into the critical section: no, a fair run that breaks it ends after 4 steps"))
    #expect(output.contains("and then nothing is left that has to happen"))
  }

  @Test func `the token of a loop leads through the stem and once through the loop`() throws {
    let token = try Self.token()
    #expect(token.script.count == 1 && token.script[0].hasPrefix("follow loop=3 "))
    var session = try TestCourse.session(token.lines)
    #expect(session.replayToken == token)
    let trace = try #require(session.run).trace
    let mark = try #require(trace.events.first { $0.kind == .loop })
    #expect(trace.events.map(\.number) == Array(1...trace.events.count))
    #expect(trace.events.allSatisfy { ($0.cause ?? 0) < $0.number })
    let end = try #require(session.run).configuration
    // Where the loop begins and where it ends is the same configuration.
    _ = try session.perform("goto e\(mark.number - 1)")
    let begin = try #require(session.run).configuration
    #expect(begin.nodes == end.nodes)
    #expect(begin.messages == end.messages)
    for _ in 0..<3 { _ = try session.perform("step") }
    #expect(try #require(session.run).trace.events == trace.events)
  }

  @Test(arguments: ["follow loop=0 0.0", "follow loop=x 0.0", "follow loop=2 0.0", "follow loop=1"])
  func `a loop that is none is refused`(line: String) throws {
    var session = try TestCourse.session([Self.greedy])
    #expect(throws: CommandError.self) { try session.perform(line) }
  }

  @Test func `who chooses on after a loop makes a schedule without one`() throws {
    var session = try TestCourse.session(try Self.token().lines)
    _ = try session.perform("choose 1")
    #expect(try #require(session.replayToken).script.allSatisfy { !$0.contains("loop") })
  }
}

/// `explain`, and `check` on a run that follows a schedule.
struct ExplainCommandTests {
  @Test func `an explanation names the faults, the evidence and the changes`() throws {
    let output = try TestCourse.output(["use two-phase-commit question=blocking", "explain crashes=2"])
    let heading = try #require(output.firstIndex { $0.hasPrefix("which faults it takes to break ") })
    #expect(
      output[heading + 1...heading + 3] == [
        "  with no fault: complete, 288 configurations: not broken",
        "  with 1 crash: broken by a run of 2 steps",
        "so it takes 1 crash; with fewer faults it is not broken",
      ])
    #expect(output.contains("* coordinator: up → down   e1, coordinator crashes"), "\(output)")
    #expect(
      output.contains("* p1: phase working → prepared   e2, a timer of p1 runs out: prepare"), "\(output)")
  }

  @Test func `the token of an explanation leads to its run`() throws {
    let output = try TestCourse.output(["use two-phase-commit question=blocking", "explain crashes=2"])
    let line = try #require(output.last { $0.hasPrefix("replay ") })
    let session = try TestCourse.session(try ReplayToken(String(line.dropFirst("replay ".count))).lines)
    #expect(try #require(session.run).trace.events.map(\.kind) == [.crash, .timeout, .send])
  }

  @Test func `where nothing is broken there is nothing to explain`() throws {
    let output = try TestCourse.output(["use two-phase-commit", "explain"])
    #expect(output.last == "no property is broken: there is nothing to explain")
  }

  @Test(arguments: ["explain x", "explain crashs=1", "explain symmetry=yes"])
  func `what cannot be explained is refused`(line: String) throws {
    var session = try TestCourse.session(["use two-phase-commit"])
    #expect(throws: CommandError.self) { try session.perform(line) }
  }

  private static let hasty = "use two-phase-commit hasty=yes"

  @Test func `check on a followed schedule says since when a property does not hold`() throws {
    var session = try TestCourse.session([Self.hasty, "follow 0.1.0.1.0.1.0.3"])
    func checked() throws -> [String] { try session.perform("check").map(\.text) }
    #expect(
      try checked() == [
        "no participant commits while another aborts: no", "  does not hold since e12",
        "all can commit: open", "  not yet in this run", "all can abort: open", "  not yet in this run",
      ])
    _ = try session.perform("goto e11")
    #expect(
      try checked().prefix(2) == [
        "no participant commits while another aborts: yes",
        "  in every configuration of this run so far",
      ])
  }

  @Test func `check on a lasso says what is owed for ever`() throws {
    var session = try TestCourse.session([
      "use token-ring nodes=3 question=progress bug=greedy", "follow loop=3 0.1.1.0.0.0.1.0.1.0",
    ])
    func last() throws -> ArraySlice<String> { try session.perform("check").map(\.text).suffix(3) }
    #expect(
      try last() == [
        "a node that waits gets into the critical section: no", "  owed since e4",
        "  and the last 3 steps repeat for ever",
      ])
    _ = try session.perform("goto e8")
    #expect(
      try last().suffix(2) == ["a node that waits gets into the critical section: open", "  owed since e4"])
  }
}
