import AtollNotebook
import Testing

struct CommandTests {
  private static let begin = ["use cap/two-node", "write a x=1"]

  // MARK: - Good use

  @Test(
    arguments: [
      (["use two-node policy=ap"], ["latency=10", "policy=ap"]),
      (["set latency=25"], ["begins anew", "latency=25"]),
      (["seed 9"], ["begins anew, seed 9"]),
      (["restart"], ["begins anew, seed 1"]),
      (["restart", "write a x=1", "run 5"], ["0 events, now at tick 45; nothing is left"]),
      (["step"], ["nothing is left to happen"]),
      (["run"], ["nothing is left to happen"]),
      (["undo"], ["undone: write a x=1", "cap/two-node at tick 0, 0 events"]),
      (["undo", "redo"], ["done again: write a x=1", "at tick 40"]),
      (["goto e1"], ["e1, tick 0: a client asks a", "write x=1", "tick 0"]),
      (["partition {a} {b}"], ["network partition: {a} | {b}"]),
      (["partition {a} -> {b}"], ["network partition: {a} -> {b}"]),
      (["partition a b"], ["network partition: {a} | {b}"]),
      (["partition {a} {b}", "heal"], ["all links carry messages again"]),
      (["heal"], ["no link was cut"]),
      (
        ["set patience=10", "write a x=3", "run"],
        ["#1 a: write x=3 → ok  (40 ticks)", "nothing is left"]
      ),
      (["crash b"], ["b crashed"]),
      (["crash b", "crash b"], ["b is down already"]),
      (["crash b", "recover b"], ["b is back, with nothing but its stable state"]),
      (["recover b"], ["b is up"]),
      (["link loss=0.2 latency=5...9"], ["links: latency=5...9 loss=0.2 duplication=0.0"]),
      (["link a b loss=1"], ["the link from a to b: latency=10 loss=1.0 duplication=0.0"]),
      (["link a b loss=1", "write b x=7"], ["#2 b: write x=7 → unavailable"]),
      (["link"], ["links: latency=10 loss=0.0 duplication=0.0"]),
      (["show"], ["cap/two-node  seed 1  tick 40", "policy=cp", "copies", "links: latency=10"]),
      (["history"], ["write x=1", "ok"]),
      (["check"], ["linearizable: yes", "available: yes"]),
      (["why"], ["e10, tick 40: a answers"]),
      (["why e2"], ["e2, tick 0: a sends", "because e1", "happened before it: e1"]),
      (["diagram"], ["a", "b"]),
      (["diagram e1 e3"], ["a", "b"]),
      (["read b x"], ["#2 b: read x", "1", "(40 ticks)"]),
    ])
  func `every run command does its work`(lines: [String], expected: [String]) throws {
    let output = try TestCourse.output(Self.begin + lines).joined(separator: "\n")
    for text in expected { #expect(output.contains(text), "\(lines): \(output)") }
  }

  @Test func `a cluster of clocks takes its own commands`() throws {
    let output = try TestCourse.output(["use time/lamport", "event a", "send a b", "run", "check"])
    #expect(output.first?.hasSuffix(": yes") == true, "\(output)")
  }

  // MARK: - Wrong use

  @Test(
    arguments: [
      ("", "a line begins with a command"),
      ("   ", "a line begins with a command"),
      ("{a} {b}", "a line begins with a command"),
      ("partitoin {a} {b}", "no command \"partitoin\"; did you mean \"partition\"?"),
      ("wirte a x=1", "no command \"wirte\"; did you mean \"write\"?"),
      ("lasso depth=3", "\"depth=3\" sets nothing here; say for example: crashes=1"),
      ("valence 1", "\"1\" sets nothing here; say for example: crashes=1"),
      ("use", "use which model? \"models\" lists all"),
      ("use cap/twonode", "no model \"cap/twonode\"; did you mean \"cap/two-node\"?"),
      ("use two-node polcy=cp", "no setting \"polcy\"; did you mean \"policy\"?"),
      ("use two-node latency", "\"latency\" sets nothing; say: set NAME=VALUE"),
      ("set policy", "\"policy\" sets nothing; say: set NAME=VALUE"),
      ("set policy=ca", "policy cannot be \"ca\"; allowed: cp | ap"),
      ("set policy=", "policy cannot be \"\"; allowed: cp | ap"),
      ("set latency=0", "latency cannot be \"0\"; allowed: a whole number from 1 to 1000"),
      ("set latency=+5", "latency cannot be \"+5\"; allowed: a whole number from 1 to 1000"),
      ("set latency=5 policy=xx", "policy cannot be \"xx\"; allowed: cp | ap"),
      ("seed", "a seed is a whole number from 0 on; say: seed 7"),
      ("seed -1", "a seed is a whole number from 0 on; say: seed 7"),
      ("seed +1", "a seed is a whole number from 0 on; say: seed 7"),
      ("seed 1 2", "a seed is a whole number from 0 on; say: seed 7"),
      ("restart now", "restart takes nothing after it; say: restart"),
      ("step 0", "step takes one whole number from 1 to 1000000000; say: step 10"),
      ("step x", "step takes one whole number from 1 to 1000000000; say: step 10"),
      ("step 1 2", "step takes one whole number from 1 to 1000000000; say: step 10"),
      ("step {a}", "step takes no group in braces; groups are for partition {a} {b}"),
      ("run -5", "run takes one whole number from 1 to 1000000000; say: run 10"),
      ("run 1000000001", "run takes one whole number from 1 to 1000000000; say: run 10"),
      ("run 99999999999999999999", "run takes one whole number from 1 to 1000000000; say: run 10"),
      ("undo 2", "undo takes nothing after it; say: undo"),
      ("redo 2", "redo takes nothing after it; say: redo"),
      ("redo", "there is nothing to redo"),
      ("goto", "go to which event? say: goto e5"),
      ("goto 5", "\"5\" is no event; events are named e1, e2 and so on"),
      ("goto e+5", "\"e+5\" is no event; events are named e1, e2 and so on"),
      ("goto e0", "there is no event e0; the run has e1 to e10"),
      ("goto e11", "there is no event e11; the run has e1 to e10"),
      (
        "partition",
        "cut which nodes off from which? say: partition {a} {b}, or one way: partition {a} -> {b}"
      ),
      (
        "partition {}",
        "cut which nodes off from which? say: partition {a} {b}, or one way: partition {a} -> {b}"
      ),
      (
        "partition {a b}",
        "one group of all nodes cuts nothing; say: partition {a} {b}, or one way: partition {a} -> {b}"
      ),
      (
        "partition {a} {a}",
        "node a is in two groups; say: partition {a} {b}, or one way: partition {a} -> {b}"
      ),
      ("partition {a} {c}", "no node \"c\"; there are: a, b"),
      ("partition {a} ->", "one way goes from one group to one other; say: partition {a} -> {b}"),
      ("partition -> {a} {b}", "one way goes from one group to one other; say: partition {a} -> {b}"),
      ("partition {a} -> {b} {a}", "one way goes from one group to one other; say: partition {a} -> {b}"),
      ("partition {a", "{ without }; write {a b} {c}"),
      ("partition a}", "} without {; write {a b} {c}"),
      ("partition {a {b}}", "a group in a group; write {a b} {c}"),
      ("heal a", "heal takes nothing after it; say: heal"),
      ("crash", "crash which node? say: crash a"),
      ("crash a b", "crash which node? say: crash a"),
      ("crash {a}", "crash takes no group in braces; groups are for partition {a} {b}"),
      ("crash c", "no node \"c\"; there are: a, b"),
      ("recover", "recover which node? say: recover a"),
      ("link loss", "\"loss\" changes nothing; say: link loss=0.2 latency=5...20"),
      ("link loss=2", "loss cannot be \"2\"; allowed: a number from 0 to 1"),
      ("link loss=nan", "loss cannot be \"nan\"; allowed: a number from 0 to 1"),
      ("link duplication=x", "duplication cannot be \"x\"; allowed: a number from 0 to 1"),
      ("link latency=9...5", "\"9...5\" is no latency; say 10, or 5...20, or 5+exp(20), in ticks"),
      (
        "link latency=9223372036854775807",
        "\"9223372036854775807\" is no latency; say 10, or 5...20, or 5+exp(20), in ticks"
      ),
      ("link ordered=maybe", "ordered is yes or no"),
      ("link lost=0.1", "no property of a link \"lost\"; did you mean \"loss\"?"),
      ("show all", "show takes nothing after it; say: show"),
      ("history x", "history takes nothing after it; say: history"),
      ("check x", "check takes no \"x\"; say: check, or: check steps"),
      ("diagram e1 e2 e3", "a diagram of which part? say: diagram e3 e9"),
      ("diagram 4", "\"4\" is no event; events are named e1, e2 and so on"),
      ("diagram {e1}", "diagram takes no group in braces; groups are for partition {a} {b}"),
      ("why e1 e2", "why which event? say: why e5"),
      ("why e99", "there is no event e99; the run has e1 to e10"),
      ("write", "write at which node? say: write NODE KEY=VALUE"),
      ("write c x=1", "no node \"c\"; there are: a, b"),
      ("write a x", "write which value into which key? Say: write a x=1"),
      ("write a x={1}", "write takes no group in braces; groups are for partition {a} {b}"),
      ("read a", "read which key? Say: read a x"),
      ("read a x=1", "read which key? Say: read a x"),
      ("write a x=1\nheal", "a line holds no control characters; write one command a line, in plain text"),
      ("write a x=\u{1B}[31m", "a line holds no control characters; write one command a line, in plain text"),
    ])
  func `a malformed line says what is wrong and what to do, and changes nothing`(
    line: String, message: String
  ) throws {
    var session = try TestCourse.session(Self.begin)
    let before = Fingerprint(session)
    do {
      let output = try session.perform(line)
      Issue.record("\"\(line)\" did something: \(output.map(\.text))")
    } catch {
      #expect(error.description == message)
    }
    #expect(Fingerprint(session) == before)
    // Neither undo nor redo has noticed.
    #expect(try session.perform("undo").first?.text == "undone: write a x=1")
  }

  @Test(
    arguments: [
      ("show", "no model is in use; say: use MODEL; \"models\" lists them"),
      ("write a x=1", "no model is in use; say: use MODEL; \"models\" lists them"),
      ("undo", "there is nothing to undo"),
      ("shwo", "no command \"shwo\"; did you mean \"show\"?"),
    ])
  func `before a model is in use, a line says so`(line: String, message: String) throws {
    var session = try TestCourse.session()
    #expect(performing: { try session.perform(line) }, throws: { "\($0)" == message })
    #expect(session.run == nil && session.replayToken == nil)
  }

  @Test func `white space around a line does not count`() throws {
    var session = try TestCourse.session(["  use\tcap/two-node  ", "write  a   x=1\r"])
    #expect(session.replayToken?.script == ["write  a   x=1"])
    #expect(try session.perform(" history ").count == 2)
  }

  @Test func `a model is found by its name alone, and first in the lesson that is open`() throws {
    var session = try TestCourse.session(["use lamport"])
    #expect(session.model?.name == "time/lamport")
    session.lesson = "cap"
    _ = try session.perform("use two-node")
    #expect(session.model?.name == "cap/two-node")
  }

  @Test func `set alone names the settings`() throws {
    var session = try TestCourse.session(Self.begin)
    let names = try #require(session.settings).values.map(\.setting.name).joined(separator: ", ")
    #expect(
      performing: { try session.perform("set") }, throws: { "\($0)" == "set what? settings: \(names)" })
  }

  @Test func `goto leads back in time also where nothing has happened since`() throws {
    let lines = Self.begin + ["run 500", "heal", "goto e10"]
    #expect(try TestCourse.output(lines).last == "tick 40")
    #expect(try TestCourse.session(lines).run?.now == 40)
  }

  @Test func `a change after undo takes the place of what was undone`() throws {
    var session = try TestCourse.session(Self.begin + ["crash b", "undo", "crash a"])
    #expect(performing: { try session.perform("redo") }, throws: { "\($0)" == "there is nothing to redo" })
    #expect(try session.perform("undo").first?.text == "undone: crash a")
    #expect(try session.perform("undo").first?.text == "undone: write a x=1")
    #expect(try session.perform("undo").first?.text == "undone: the beginning of a run of cap/two-node")
    #expect(session.run == nil)
    #expect(try session.perform("redo").first?.text == "done again: the beginning of a run of cap/two-node")
  }

  // MARK: - ASCII

  @Test(arguments: [DisplayOptions.Signs.ascii, .sentences])
  func `without Unicode every command prints ASCII only`(signs: DisplayOptions.Signs) throws {
    let scripts = [
      [
        "use cap/two-node policy=cp", "write a x=1", "partition {a} -> {b}", "write a x=2", "read b x",
        "show",
        "history", "diagram", "check", "why e9", "crash b", "write b x=3", "recover b", "heal",
        "link loss=0.5",
        "run 200", "step", "goto e20", "undo", "redo", "show", "diagram e2 e9", "check", "seed 4", "restart",
        "set policy=ap merge=union", "partition {a} {b}", "write a x=1", "write b x=2", "show", "heal", "run",
        "read a x", "show", "history", "diagram", "check", "why e30", "set merge=lww", "partition {a} {b}",
        "write a x=1", "write b x=2", "heal", "run", "diagram", "check",
      ],
      [
        "use time/lamport", "event c", "send a b", "run", "send b c", "show", "run", "diagram", "check",
        "why e5",
      ],
      [
        "use time/vector", "event c", "send a b", "run", "send b c", "show", "run", "diagram", "check",
        "history",
      ],
    ]
    for script in scripts {
      var session = try TestCourse.session(signs: signs)
      for line in script {
        for output in try session.perform(line) {
          #expect(output.text.utf8.allSatisfy { $0 < 0x80 }, "\(line): \(output.text)")
        }
      }
    }
  }

  @Test func `the table of commands is ASCII, and every command in it is known`() throws {
    for command in RunCommands.all {
      #expect("\(command.usage) \(command.summary)".utf8.allSatisfy { $0 < 0x80 }, "\(command.usage)")
      var session = try TestCourse.session(Self.begin)
      do { _ = try session.perform(command.name) } catch {
        #expect(!error.description.hasPrefix("no command"))
      }
    }
    #expect(Set(RunCommands.names).count == RunCommands.names.count)
  }
}
