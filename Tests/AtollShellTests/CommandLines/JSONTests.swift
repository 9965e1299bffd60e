import Foundation
import Testing

@testable import AtollShell

/// `--format json` prints JSON and nothing else, with the fields that the help page documents and no others.
@Suite struct JSONTests {
  /// Checks outputs of one command against its help page; every documented field must occur in one of them.
  static func check(_ command: String, _ outputs: [String]) throws {
    let details = OutsideCommand.all.first { $0.info.name == command }?.details ?? []
    let shape = try #require(
      DocumentedJSON.of(page: details.joined(separator: " ")), "\(command) documents no JSON")
    var seen: Set<String> = []
    for output in outputs {
      let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
      let problems = shape.problems(in: value, seen: &seen)
      #expect(problems == [], "\(command)")
      #expect(output.hasSuffix("\n"))
    }
    #expect(shape.fields().subtracting(seen).sorted() == [], "\(command) documents fields that do not occur")
  }

  @Test(arguments: ["lessons", "models"]) func `lists have the documented fields`(_ list: String) throws {
    let outcome = try AtollProgram.run([list, "--format=json", "--color=always"])
    #expect(outcome.code == 0 && outcome.errors == "")
    try Self.check(list, [outcome.output])
  }

  @Test(arguments: ["run", "replay"]) func `runs have the documented fields`(_ command: String) throws {
    let script = Data(
      "write a x=1\nread b x\npartition {a} {b}\nwrite a x=2\ncrash b\nlink loss=0.5\nwrite a x=3\nstep\nrecover b\nheal\nlink loss=0\nwrite b x=4\n"
        .utf8)
    let outputs = try [["policy=cp"], ["policy=ap"], ["policy=cp", "patience=5"]].map { settings in
      let outcome = try AtollProgram.run(
        ["run", "cap/two-node", "--format", "json", "--script", "-"] + settings.flatMap { ["--set", $0] },
        input: .text(script))
      #expect(outcome.code == 0 && outcome.errors == "")
      guard command == "replay" else { return outcome.output }
      let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
      let token = try #require(report?["replay"] as? String)
      return try AtollProgram.run(["replay", token, "--format", "json"]).output
    }
    try Self.check("run", outputs)
  }

  @Test func `an exploration has the documented fields`() throws {
    let models = try AtollProgram.run(["explore", "--list"]).output.split(separator: "\n").map(String.init)
    let outputs = try models.map { model in
      let outcome = try AtollProgram.run([
        "explore", model, "--states", "300", "--crashes", "1", "--format", "json",
      ])
      #expect([0, 1, 4].contains(outcome.code), "\(model): \(outcome.code) \(outcome.errors)")
      return outcome.output
    }
    let details = OutsideCommand.all.first { $0.info.name == "explore" }?.details ?? []
    let shape = try #require(DocumentedJSON.of(page: details.joined(separator: " ")))
    var seen: Set<String> = []
    for output in outputs {
      #expect(
        shape.problems(in: try JSONSerialization.jsonObject(with: Data(output.utf8)), seen: &seen) == [])
    }
    #expect(models.isEmpty || seen.contains(".outcome"))
  }

  @Test func `lists name what can be named`() throws {
    func names(_ list: String) throws -> [String] {
      let output = try AtollProgram.run([list, "--format", "json"]).output
      let rows = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]]
      return (rows ?? []).compactMap { $0["name"] as? String }
    }
    #expect(try names("lessons").contains("cap"))
    for model in try names("models") { #expect(try AtollProgram.run(["run", model]).code == 0, "\(model)") }
    for exercise in try names("exercises") { #expect(try AtollProgram.run(["hint", exercise]).code == 0) }
  }

  @Test func `exercises have the documented fields once one was graded`() throws {
    let home = try TemporaryFolder()
    let file = try home.write("struct VectorClock {", to: "VectorClock.swift")
    _ = try AtollProgram.run(["grade", "vector-clock", file], home: home)
    try Self.check("exercises", [AtollProgram.run(["exercises", "--format", "json"], home: home).output])
  }

  @Test func `every command that prints JSON documents it`() {
    for command in OutsideCommand.all
    where command.options.contains(where: { $0.value?.contains("json") == true }) {
      #expect(
        DocumentedJSON.of(page: command.details.joined(separator: " ")) != nil
          || command.info.name == "replay",
        "\(command.info.name)")
    }
  }

  @Test func `an SVG is one well-formed document`() throws {
    let outcome = try AtollProgram.run(["run", "cap/two-node", "--format", "svg"])
    #expect(outcome.output.hasPrefix("<svg") || outcome.output.hasPrefix("<?xml"))
    #expect(outcome.output.hasSuffix("</svg>\n") && outcome.errors == "")
  }
}
