import AtollRecords
import Foundation
import Synchronization
import Testing

@testable import AtollClassroom
@testable import AtollGrading

/// A class's folder, with submissions of every kind, and a gradebook.
private final class ClassFixture {
  let folder: String
  let exercise: Exercise
  let installation: Installation

  init() throws {
    folder = NSTemporaryDirectory() + "atoll-class-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder + "/subs", withIntermediateDirectories: true)
    exercise = try ExerciseLibrary.load("lamport-clock", in: ReportSample.course)
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let build = (program as NSString).deletingLastPathComponent
    installation = Installation(
      executable: build + "/atoll", course: ReportSample.course, cache: build + "/atoll-tests-cache",
      scratch: folder + "/scratch")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func hand(in name: String, _ part: String) throws {
    let source = exercise.folder + "/" + part + "/LamportClock.swift"
    let text = try String(contentsOfFile: source, encoding: .utf8)
    try text.write(toFile: "\(folder)/subs/\(name).swift", atomically: true, encoding: .utf8)
  }

  func hand(in name: String, text: String) throws {
    try text.write(toFile: "\(folder)/subs/\(name)", atomically: true, encoding: .utf8)
  }

  func gradebook() throws -> Gradebook { try Gradebook(path: folder + "/gradebook.sqlite") }

  func grade(
    jobs: Int = 2, roster: Roster? = nil, _ isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: (ClassGrading.Progress) -> Void = { _ in }
  ) throws -> ClassReport {
    try ClassGrading(
      exercise, Grader(installation: installation), try gradebook(), try Policy(exercise, CourseFile()),
      isInterrupted: isInterrupted
    ).run(ClassFolder(folder + "/subs", roster: roster), jobs: jobs, progress: progress)
  }
}

/// Something that a test sets and a grading asks.
private final class Flag: Sendable {
  private let state = Mutex(false)
  var isSet: Bool { state.withLock { $0 } }
  func set() { state.withLock { $0 = true } }
}

struct ClassGradingTests {
  private let fixture: ClassFixture

  init() throws {
    fixture = try ClassFixture()
    try fixture.hand(in: "ada", "Solution")
    try fixture.hand(in: "bob", "Starter")
    try fixture.hand(in: "cy", "Wrong/compares-times-only")
    try fixture.hand(in: "broken.swift", text: "struct LamportClock {")
    try fixture.hand(in: "notes.txt", text: "hello")
    try fixture.hand(in: "=1+1.swift", text: "import Foundation\nexit(0)\n")
  }

  @Test func `every submission gets its verdict, and a broken one stops nobody`() throws {
    let report = try fixture.grade()
    let status = Dictionary(
      uniqueKeysWithValues: report.results.map { ($0.learner.id, $0.verdict?.status) })
    #expect(
      status == [
        "ada": .pass, "bob": .fail, "cy": .fail, "broken": .error, "notes.txt": .error, "=1+1": .error,
      ])
    #expect(report.results.map(\.learner.id) == status.keys.sorted())
  }

  @Test func `what is in the gradebook is not graded again, unless it changed`() throws {
    let first = try fixture.grade()
    try fixture.hand(in: "bob", "Solution")
    var last = ClassGrading.Progress()
    let second = try fixture.grade(progress: { last = $0 })
    #expect(last.known == 5 && last.done == 6)
    #expect(
      second.results.filter { $0.learner.id != "bob" }.map(\.verdict?.json)
        == first.results.filter { $0.learner.id != "bob" }.map(\.verdict?.json))
    #expect(second.results.first { $0.learner.id == "bob" }?.verdict?.status == .pass)
    #expect(try fixture.gradebook().entries(learner: "bob").map(\.status) == ["fail", "pass"])
    #expect(try fixture.gradebook().entries().count == 7)
  }

  @Test func `after an interruption only the rest is graded`() throws {
    let flag = Flag()
    let cut = try fixture.grade(jobs: 1, { flag.isSet }, progress: { if $0.done == 3 { flag.set() } })
    #expect((3...4).contains(cut.results.count))
    #expect(try fixture.gradebook().entries().count == cut.results.count)
    var first: ClassGrading.Progress?
    let whole = try fixture.grade(progress: { first = first ?? $0 })
    #expect(first?.known == cut.results.count)
    #expect(whole.results.count == 6)
    #expect(try fixture.gradebook().entries().count == 6)
  }

  @Test func `one job or two, the verdicts are the same`() throws {
    func bare(_ report: ClassReport) -> [Verdict?] {
      report.results.map { result in
        var verdict = result.verdict
        verdict?.timing = Verdict.Timing()
        return verdict
      }
    }
    let one = try fixture.grade(jobs: 1)
    try FileManager.default.removeItem(atPath: fixture.folder + "/gradebook.sqlite")
    #expect(bare(one) == bare(try fixture.grade(jobs: 2)))
  }

  @Test func `the roster names learners, and tells who handed in nothing`() throws {
    let report = try fixture.grade(
      roster: Roster("submission,name,email\nada,Ada L.,a@x.org\nzoe,Zoe,z@x.org\n"))
    #expect(report.results.first { $0.learner.id == "ada" }?.learner.name == "Ada L.")
    let zoe = try #require(report.results.first { $0.learner.id == "zoe" })
    #expect(zoe.verdict == nil && !zoe.isGraderFailure)
    #expect(try fixture.gradebook().entries(learner: "ada").first?.email == "a@x.org")
  }

  @Test func `regrading with the same suite changes nothing`() throws {
    _ = try fixture.grade()
    let regrading = Regrading(
      fixture.exercise, Grader(installation: fixture.installation), try fixture.gradebook())
    #expect(try regrading.changes { _, _ in }.isEmpty)
  }

  @Test func `a kept submission is graded as it was`() throws {
    let path = fixture.folder + "/subs/cy.swift"
    let handedIn = HandedIn(path: path, exercise: fixture.exercise)
    let again = try #require(HandedIn(path: path, content: handedIn.content))
    #expect(again.content == handedIn.content)
    let grader = Grader(installation: fixture.installation)
    let (first, second) = (
      try grader.grade(fixture.exercise, handedIn), try grader.grade(fixture.exercise, again)
    )
    #expect(first.tests == second.tests)
  }

  @Test func `a file that is no gradebook is refused and left alone`() throws {
    let path = fixture.folder + "/other.sqlite"
    try "not a database, but long enough to be taken for one".write(
      toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: GradebookError.self) { try Gradebook(path: path) }
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("not a database"))
  }
}
