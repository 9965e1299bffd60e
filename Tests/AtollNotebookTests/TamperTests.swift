import AtollNotebook
import Testing

struct TamperTests {
  @Test(arguments: ["cp", "ap"])
  func `a link that changes values makes a history that is not linearizable`(policy: String) throws {
    let lines = [
      "use cap/two-node policy=\(policy)", "link a b tamper=garble", "write a x=1", "run", "read b x",
    ]
    let answer = try TestCourse.output(lines)
    #expect(answer.contains { $0.contains("b: read x → 9") }, "\(answer)")
    #expect(try TestCourse.output(lines + ["check"]).contains("linearizable: no"))
    let session = try TestCourse.session(lines)
    let trace = try #require(session.run).trace
    #expect(trace.events.contains { $0.kind == .modification && $0.label.contains(" becomes ") })
    // Its token leads to the same run.
    let again = try TestCourse.session(try #require(session.replayToken).lines)
    #expect(Fingerprint(again) == Fingerprint(session))
  }

  @Test func `a forged confirmation ends a write that is nowhere but here`() throws {
    let diagram = try TestCourse.output([
      "use cap/two-node patience=25", "write a x=1", "partition {a} -> {b}", "link b a tamper=confirm",
      "run 15",
      "history", "diagram",
    ])
    #expect(diagram.contains { $0.contains("forged stored(#1) from b to a") }, "\(diagram)")
  }

  @Test func `a listener tells what it has heard`() throws {
    let lines = ["use cap/two-node policy=ap", "link a b tamper=listen", "write a x=1", "run"]
    #expect(
      try TestCourse.output(lines + ["link a b"]).suffix(2) == [
        "overheard from a to b: 1 message", "  copy(x, [1@[1, 0]])",
      ])
    #expect(
      try TestCourse.output(lines + ["link a b tamper=no", "link a b"]).last
        == "overheard from a to b: 0 messages")
  }

  @Test(arguments: [
    ("link a b tamper=steal", "garble"), ("link a", "to which node"), ("link a c tamper=no", "c"),
    ("link a a tamper=no", "no link to itself"), ("link a b tamper=garble loss=1", "tamper="),
  ])
  func `what cannot be said is explained`(line: String, hint: String) throws {
    let error = #expect(throws: CommandError.self) { try TestCourse.output(["use cap/two-node", line]) }
    #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
  }
}
