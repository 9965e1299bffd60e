import Atoll
import AtollNotebook
import Testing

/// What the issue promises of `cap/two-node`, seen through the commands.
struct TwoNodeTests {
  private func findings(_ lines: [String]) throws -> [String: String] {
    // Not the reasons, and not the picture of what cannot be explained.
    let output = try TestCourse.output(lines + ["check"]).filter { line in
      [": yes", ": no", ": open"].contains { line.hasSuffix($0) } && !line.hasPrefix(" ")
    }
    return Dictionary(
      uniqueKeysWithValues: output.map { line in
        let parts = line.split(separator: ":").map { $0.trimmingPrefix(" ") }
        return (String(parts[0]), String(parts[1]))
      })
  }

  @Test func `there is one verdict and one explanation`() throws {
    let lines = ["use cap/two-node policy=ap", "write a x=1", "run 1", "read b x", "check"]
    let output = try TestCourse.output(lines)
    #expect(output.filter { $0.hasPrefix("linearizable") } == ["linearizable: no"])
    #expect(output.filter { $0.contains("#2 (read x by b) answered 0") }.count == 1)
  }

  @Test func `check steps says at which answer a history breaks`() throws {
    let lines = ["use cap/two-node policy=ap", "write a x=1", "run 1", "read b x", "run", "read b x"]
    let output = try TestCourse.output(lines + ["check steps"]).suffix(3)
    #expect(output.map { $0.contains("  yes") } == [true, false, false])
    #expect(output.map { $0.contains("not together: #1 #2") } == [false, true, true])
    #expect(throws: CommandError.self) { try TestCourse.output(lines + ["check all"]) }
  }

  private func operations(_ lines: [String]) throws -> [String] {
    let session = try TestCourse.session(lines)
    return session.run?.clientOperations.map { "\($0.reply.map { "\($0)" } ?? "pending")" } ?? []
  }

  @Test func `under cp an operation that is cut off is refused, and the copies stay alike`() throws {
    let lines = ["use cap/two-node policy=cp", "write a x=1", "partition {a} {b}", "write a x=2", "read b x"]
    #expect(try operations(lines) == ["ok", "unavailable", "unavailable"])
    let found = try findings(lines)
    #expect(
      found["linearizable"] == "yes" && found["available"] == "no" && found["copies agree now"] == "yes")
  }

  @Test func `under ap it is answered at once, from an old copy`() throws {
    let lines = [
      "use cap/two-node policy=ap", "write a x=1", "run", "partition {a} {b}", "write a x=2", "read b x",
    ]
    #expect(try operations(lines) == ["ok", "ok", "1"])
    let found = try findings(lines)
    #expect(found["linearizable"] == "no" && found["available"] == "yes" && found["copies agree now"] == "no")
    #expect(try findings(lines + ["heal", "run"])["copies agree now"] == "yes")
  }

  @Test func `a write whose confirmation is cut off one way is pending, neither refused nor confirmed`()
    throws
  {
    // The question of tick 0 comes back at tick 20; then b's answers are cut off.
    let lines = ["use cap/two-node policy=cp", "write a x=1", "goto e7", "partition {b} -> {a}", "run 300"]
    let session = try TestCourse.session(lines)
    let operation = try #require(session.run?.clientOperations.first)
    #expect(operation.reply == nil)
    #expect(try TestCourse.output(lines + ["history"]).last?.contains("pending") == true)
    #expect(try operations(lines + ["heal", "run"]) == ["ok"], "it goes on trying until the network heals")
  }

  @Test func `a one-way partition before a write makes cp refuse it`() throws {
    for cut in ["partition {a} -> {b}", "partition {b} -> {a}"] {
      #expect(try operations(["use cap/two-node policy=cp", cut, "write a x=1"]) == ["unavailable"])
    }
  }

  @Test(arguments: [30, 70, 250])
  func `a client waits exactly as long as its patience`(patience: Int) throws {
    let lines = ["use cap/two-node policy=cp timeout=500 patience=\(patience)", "partition {a} {b}"]
    let output = try TestCourse.output(lines + ["write a x=1"])
    #expect(output == ["#1 a: write x=1 → no reply in \(patience) ticks: pending"])
    #expect(try TestCourse.session(lines + ["write a x=1"]).run?.now == patience)
  }

  @Test func `a request to a crashed node is pending, and the node is not blamed for it`() throws {
    let lines = ["use cap/two-node policy=ap", "crash a", "write a x=1"]
    #expect(try operations(lines) == ["pending"])
    #expect(try findings(lines)["available"] == "yes")
  }

  @Test func `faults take no time`() throws {
    let session = try TestCourse.session(
      ["use cap/two-node", "run 7", "partition {a} {b}", "crash a", "link loss=0.5", "recover a", "heal"])
    #expect(session.run?.now == 7)
    #expect(session.run?.trace.events.map(\.kind) == [.partition, .crash, .link, .recovery, .heal])
  }

  @Test func `set restarts the run`() throws {
    let session = try TestCourse.session([
      "use cap/two-node", "write a x=1", "seed 5", "write a x=1", "set policy=ap",
    ])
    #expect(session.run?.eventCount == 0 && session.run?.now == 0)
    #expect(session.settings?["policy"] == "ap")
    #expect(session.replayToken?.seed == 5)
  }

  @Test func `run stops by itself where a node retries for ever, and step at its number`() throws {
    let lines = ["use cap/two-node policy=ap", "partition {a} {b}", "write a x=1"]
    #expect(try TestCourse.output(lines + ["run"]) == ["75 events, now at tick 1000; there is more to come"])
    #expect(try TestCourse.output(lines + ["run 79"]) == ["3 events, now at tick 79; there is more to come"])
    let output = try TestCourse.output(lines + ["step 2"])
    #expect(output.last == "tick 80" && output.filter { $0.contains("timer") }.count == 2)
  }

  @Test func `two writes that have not seen each other meet by the rule that was set`() throws {
    let script = ["partition {a} {b}", "write a x=1", "write b x=2", "heal", "run"]
    func reads(_ merge: String) throws -> [String] {
      let lines = ["use cap/two-node policy=ap merge=\(merge)"] + script + ["read a x", "read b x"]
      #expect(try findings(lines)["copies agree now"] == "yes")
      return Array(try operations(lines).suffix(2))
    }
    #expect(try reads("union") == ["1 and 2", "1 and 2"])
    #expect(try reads("lww") == ["2", "2"])
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `under cp no faults at all make a history that is not linearizable`(seed: UInt64) throws {
    var random = RandomBytes(seed: seed)
    var session = try TestCourse.session([
      "use cap/two-node policy=cp timeout=15 patience=40", "seed \(seed)",
    ])
    for number in 1...12 {
      let node = random.pick(["a", "b"])
      let line = random.pick([
        "write \(node) x=\(number)", "write \(node) x=\(number)", "read \(node) x", "read \(node) x",
        "crash \(node)", "recover \(node)", "partition {a} -> {b}", "partition {b} -> {a}", "heal",
        "link loss=0.4 duplication=0.3 latency=1...20", "run \(1 + random.below(40))",
      ])
      _ = try session.perform(line)
    }
    let check = try session.perform("check").map(\.text)
    #expect(check.first == "linearizable: yes", "\(session.replayToken?.script ?? [])")
  }
}
