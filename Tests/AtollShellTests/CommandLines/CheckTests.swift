import Foundation
import Testing

/// `atoll check`: logs of client operations from the command line.
@Suite struct CheckTests {
  /// A write has returned, and yet a later read misses it; then it is seen.
  static let stale = """
    INFO  jepsen.util - 0\t:invoke\t:write\t1
    INFO  jepsen.util - 0\t:ok\t:write\t1
    INFO  jepsen.util - 1  :invoke  :read  nil
    INFO  jepsen.util - 1  :ok      :read  nil
    INFO  jepsen.util - 2  :invoke  :cas   [1 2]
    INFO  jepsen.util - 2  :info    :cas   :timed-out
    INFO  jepsen.util - 1  :invoke  :read  nil
    INFO  jepsen.util - 1  :ok      :read  2

    """
  static let fresh = stale.replacing(":ok      :read  nil", with: ":ok      :read  1")

  private func check(_ log: String, _ spec: String = "cas-register", _ words: [String] = []) throws
    -> AtollProgram.Outcome
  {
    try AtollProgram.run(["check", "-", "--spec", spec] + words, input: .text(Data(log.utf8)))
  }

  @Test func `a verdict has its exit code and its picture`() throws {
    let (stale, fresh) = (try check(Self.stale), try check(Self.fresh))
    #expect(stale.code == 1 && fresh.code == 0 && stale.errors == "" && fresh.errors == "")
    let time = /\(\d\.\d{4} s\)/
    try Snapshot.check(stale.output.replacing(time, with: "(TIME)"), "check-stale.txt")
    try Snapshot.check(fresh.output.replacing(time, with: "(TIME)"), "check-fresh.txt")
    let plain = try check(Self.stale, "cas-register", ["--plain"])
    try Snapshot.check(plain.output.replacing(time, with: "(TIME)"), "check-stale-plain.txt")
    // The style sheet belongs to all pictures.
    let style = /(?s)<style>.*?<\/style>/
    for form in ["svg", "html"] {
      let page = try check(Self.stale, "cas-register", ["--format", form]).output
      try Snapshot.check(page.replacing(style, with: ""), "check-stale.\(form)")
    }
  }

  @Test func `JSON has the documented fields`() throws {
    let outputs = [
      try check(Self.stale, "cas-register", ["--format", "json"]).output,
      try check(Self.fresh, "cas-register", ["--format", "json"]).output,
    ]
    try JSONTests.check("check", outputs)
    #expect(outputs[0].contains("\"verdict\" : \"not-linearizable\""))
    #expect(outputs[1].contains("\"verdict\" : \"linearizable\""))
  }

  @Test func `the same history is read in every form`() throws {
    let edn = """
      {:process 0, :type :invoke, :f :put, :key "x", :value "1"}
      {:process 0, :type :ok, :f :put, :key "x", :value "1"}
      {:process 1, :type :invoke, :f :get, :key "x", :value nil}
      {:process 1, :type :ok, :f :get, :key "x", :value ""}
      """
    let json = """
      {"process": "0", "type": "invoke", "f": "put", "key": "x", "value": "1"}
      {"process": "0", "type": "ok", "f": "put", "key": "x", "value": "1"}
      {"process": 1, "type": "invoke", "f": "get", "key": "x"}
      {"process": 1, "type": "ok", "f": "get", "key": "x", "value": ""}
      """
    let (first, second) = (try check(edn, "kv"), try check(json, "kv"))
    #expect(first.code == 1 && second.code == 1)
    let time = /\(\d\.\d{4} s\)/
    #expect(first.output.replacing(time, with: "") == second.output.replacing(time, with: ""))
  }

  @Test func `a level that holds is a yes, and one that is not asked of the object is an error`() throws {
    #expect(try check(Self.stale, "cas-register", ["--level", "sequentially-consistent"]).code == 0)
    #expect(try check(Self.stale, "cas-register", ["--level", "monotonic-reads"]).code == 0)
    let queue = "{:process 0, :type :invoke, :f :dequeue, :value nil}\n"
    let outcome = try check(queue, "queue", ["--level", "causally-consistent"])
    #expect(outcome.code == 2 && outcome.errors.contains("registers only"))
  }

  @Test func `a search that reaches its limit is unknown`() throws {
    var lines: [String] = []
    for client in 0..<14 {
      lines.append("{:process \(client), :type :invoke, :f :enqueue, :value \(client)}")
    }
    for client in 0..<14 { lines.append("{:process \(client), :type :ok, :f :enqueue, :value \(client)}") }
    lines.append("{:process 0, :type :invoke, :f :dequeue, :value nil}")
    lines.append("{:process 0, :type :ok, :f :dequeue, :value 99}")
    let outcome = try check(lines.joined(separator: "\n"), "queue", ["--steps", "2000", "--format", "json"])
    #expect(outcome.code == 4 && outcome.output.contains("\"verdict\" : \"unknown\""))
  }

  @Test(arguments: [
    ("INFO jepsen.util - 0 :invoke :read nil\nnonsense\n", "line 2", "INFO jepsen.util - PROCESS"),
    ("INFO jepsen.util - 0 :invoke :read\n", "line 1", "ends too early"),
    ("INFO jepsen.util - 0 :ok :read nil\n", "line 1", "asked for nothing"),
    ("INFO jepsen.util - 0 :invoke :read nil\nINFO jepsen.util - 0 :invoke :read nil\n", "line 2", "line 1"),
    (
      "INFO jepsen.util - 0 :invoke :read nil\nINFO jepsen.util - 0 :ok :write 1\n", "line 2",
      "asked for read"
    ),
    ("INFO jepsen.util - 0 :done :read nil\n", "line 1", "invoke, ok, fail, info"),
    ("INFO jepsen.util - 0 :invoke :dequeue nil\n", "line 1", "read, write, cas"),
    ("INFO jepsen.util - 0 :invoke :cas 1\n", "line 1", "[FROM TO]"),
    ("\n# only a comment\n", "there is no operation", "atoll check --help"),
    ("{:process 0, :type :invoke, :f :read, :value [1\n", "line 1", "ends"),
    ("{\"process\": 0 \"type\": \"invoke\"}\n", "line 1", "comma"),
    ("{\"process\": 0, \"type\": \"invoke\", \"f\": \"read\"} x\n", "line 1", "behind"),
    ("{:process 0, :type :invoke}\n", "line 1", "f is missing"),
  ])
  func `a malformed line is an error with its number`(_ log: String, _ place: String, _ says: String) throws {
    let outcome = try check(log)
    #expect(outcome.code == 2 && outcome.output == "", "\(log)")
    #expect(outcome.errors.contains(place) && outcome.errors.contains(says), "\(outcome.errors)")
  }

  @Test(arguments: [
    (["check"], ["FILE"]), (["check", "-"], ["--spec is missing", "cas-register"]),
    (["check", "-", "--spec", "cas-registr"], ["did you mean \"cas-register\"?"]),
    (["check", "-", "--spec", "kv", "--level", "causal"], ["no level \"causal\""]),
    (["check", "-", "--spec", "kv", "--steps", "0"], ["--steps cannot be \"0\""]),
    (["check", "missing.log", "--spec", "kv"], ["missing.log", "is the path right?"]),
    (["check", ".", "--spec", "kv"], ["folder"]),
  ])
  func `a wrong command line is explained`(_ words: [String], _ says: [String]) throws {
    let outcome = try AtollProgram.run(words)
    #expect(outcome.code == 2 && outcome.output == "")
    for text in says { #expect(outcome.errors.contains(text), "\(outcome.errors)") }
  }
}
