import Testing

@testable import AtollGrading

struct MutationTests {
  private func changes(_ body: String) -> [String] {
    let source = "struct A {\n  func f() {\n\(body)\n  }\n}"
    return Mutant.all(of: source, file: 0).map { "\($0.kind.rawValue): \($0.after)" }
  }

  @Test(arguments: [
    ("if count < 3 { stop() }", "off by one: if count <= 3 { stop() }"),
    ("if count < 3 { stop() }", "off by one: if count < 4 { stop() }"),
    ("if count < 3 { stop() }", "off by one: if count < 2 { stop() }"),
    ("if count < 3 { stop() }", "negated condition: if !(count < 3) { stop() }"),
    ("guard isUp else { return }", "negated condition: guard !(isUp) else { return }"),
    ("while !isDone {", "negated condition: while isDone {"),
    ("count += 1", "other operator: count -= 1"), ("count += 1", "dropped statement: "),
    ("let a = x && y", "other operator: let a = x || y"),
    ("let a = true", "other truth value: let a = false"),
    ("send(vote, to: leader)", "swapped arguments: send(leader, to: vote)"),
    ("send(f(a, b), to: c)", "swapped arguments: send(f(b, a), to: c)"),
    ("sort(by: >)", "off by one: sort(by: >=)"),
  ])
  func `a line has its mechanical mistakes`(_ line: String, _ change: String) {
    #expect(changes(line).contains(change), "\(changes(line))")
  }

  @Test(arguments: [
    "let a: Array<Int> = []", "// count < 3", "print(\"a < b\")", "let b = $0 ?? c", "return .zero",
    "func g<T>(_ a: T, _ b: T) -> T {", "let c = pair.0", "if let x = y {", "} else {", "case .a:",
  ])
  func `types, comments, strings and declarations are left alone`(_ line: String) {
    #expect(changes(line).filter { !$0.hasPrefix("dropped") } == [])
  }

  @Test func `a mutant is the source with one line changed`() throws {
    let source = "struct A {\n  var a = 1\n  mutating func f() {\n    a += 2\n  }\n}\n"
    for mutant in Mutant.all(of: source, file: 0) {
      let pairs = zip(
        source.split(separator: "\n"), mutant.text.split(separator: "\n", omittingEmptySubsequences: false))
      #expect(pairs.filter { $0 != $1 }.count == 1)
    }
  }

  @Test func `reasons are read with their changes`() {
    let reasons = EquivalentMutants(
      "# Title\n\n- `a < b` → `a <= b`\n  They are never\n  equal.\n- `x` → ``\n")
    #expect(reasons["`a < b` → `a <= b`"] == "They are never equal.")
    #expect(reasons["`x` → ``"] == nil)
    #expect(reasons.changes.count == 2)
  }

  @Test func `a suite that tests nothing lets every mutant live`() throws {
    let fixture = try Fixture()
    let folder = try fixture.copy("lamport-clock")
    let exercise = try ExerciseLibrary.load("lamport-clock", in: fixture.folder)
    let suite = folder + "/Tests/LamportClockTests.swift"
    let methods = exercise.tests.map { "  func \($0.name)() {}\n" }.joined()
    try "import XCTest\nfinal class LamportClockTests: XCTestCase {\n\(methods)}\n".write(
      toFile: suite, atomically: true, encoding: .utf8)
    let report = try MutationTesting(exercise, fixture.grader).run(jobs: 2)
    #expect(report.count(.killed) == 0)
    #expect(report.count(.survived) > 10)
  }

  @Test func `the vector clock's suite kills every mutant that is not explained`() throws {
    let fixture = try Fixture()
    let report = try MutationTesting(fixture.exercise("vector-clock"), fixture.grader).run(jobs: 2)
    #expect(
      report.count(.survived) == 0, "\(report.entries.filter { $0.fate == .survived }.map(\.mutant.change))")
    #expect(report.killedPercent >= 90 && report.idleReasons.isEmpty)
    #expect(report.count(.killed) >= 15)
  }
}
