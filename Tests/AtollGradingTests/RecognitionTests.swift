import Foundation
import Testing

@testable import AtollGrading

struct RecognitionTests {
  @Test func `every wrong solution is recognised as its own misconception`() throws {
    let fixture = try Fixture()
    let exercise = try fixture.exercise("vector-clock")
    // By the named tests alone three of these could not be told apart.
    for name in ["tick-without-merge", "takes-the-senders-timestamp", "larger-sum-wins"] {
      let verdict = try fixture.grader.grade(exercise, submission: "\(exercise.folder)/Wrong/\(name)")
      #expect(exercise.recognised(in: verdict)?.name == name)
    }
    let solution = try fixture.grader.grade(exercise, submission: exercise.folder + "/Solution")
    #expect(exercise.recognised(in: solution) == nil)
  }

  @Test func `without a record the named test decides, where it points to one only`() throws {
    let fixture = try Fixture()
    let copy = try fixture.copy("vector-clock")
    try FileManager.default.removeItem(atPath: copy + "/failing.txt")
    let exercise = try ExerciseLibrary.load("vector-clock", in: fixture.folder)
    #expect(exercise.misconceptions.allSatisfy { $0.failing.isEmpty })
    let grader = fixture.grader
    let merged = try grader.grade(exercise, submission: copy + "/Wrong/merge-without-tick")
    #expect(exercise.recognised(in: merged)?.name != "larger-sum-wins")
    let ambiguous = try grader.grade(exercise, submission: copy + "/Wrong/larger-sum-wins")
    #expect(exercise.recognised(in: ambiguous) == nil)
    #expect(FailingTests.text(exercise).contains("larger-sum-wins: \n"))
  }

  @Test func `a test that a limit has ended points to no misconception`() throws {
    let fixture = try Fixture()
    let exercise = try fixture.exercise("vector-clock")
    let grader = fixture.grader
    let misconception = try #require(exercise.misconceptions.first)
    var verdict = try grader.grade(exercise, submission: exercise.folder + "/Solution")
    let place = try #require(exercise.tests.firstIndex { $0.name == misconception.caughtBy })
    verdict.status = .fail
    verdict.tests[place].status = .fail
    verdict.tests[place].message = "something else"
    let alone = exercise.misconceptions.filter { $0.caughtBy == misconception.caughtBy }.count == 1
    #expect((exercise.recognised(in: verdict) != nil) == alone)
    for end in WorkerEnd.limits {
      verdict.tests[place].message = end.message
      #expect(exercise.recognised(in: verdict) == nil)
    }
    verdict.tests[place].message = "not decided: too many"
    #expect(exercise.recognised(in: verdict) == nil)
  }

  @Test func `who fails everything in other words has no misconception`() throws {
    let fixture = try Fixture()
    let exercise = try fixture.exercise("vector-clock")
    var verdict = try fixture.grader.grade(exercise, submission: exercise.folder + "/Solution")
    verdict.status = .fail
    for place in verdict.tests.indices {
      verdict.tests[place].status = .fail
      verdict.tests[place].message = verdict.tests[place].hidden ? "" : "something else"
    }
    #expect(exercise.recognised(in: verdict) == nil)
    var failing = exercise
    failing.misconceptions[0].failing = exercise.failing(in: verdict)
    #expect(failing.recognised(in: verdict)?.name == exercise.misconceptions[0].name)
    verdict.tests[0].message = "and still something else"
    #expect(failing.recognised(in: verdict) == nil)
  }

  @Test func `where only hidden tests fail their claims are told`() throws {
    let fixture = try Fixture()
    let exercise = try fixture.exercise("vector-clock")
    var verdict = try fixture.grader.grade(exercise, submission: exercise.folder + "/Solution")
    let hidden = try #require(exercise.tests.firstIndex { $0.isHidden })
    verdict.status = .fail
    verdict.tests[hidden].status = .fail
    let told = "The claim of hidden test 1: \(exercise.tests[hidden].claim)."
    #expect(VerdictText.lines(verdict: verdict, exercise: exercise).contains { $0.text == told })
    verdict.tests[0].status = .fail
    #expect(!VerdictText.lines(verdict: verdict, exercise: exercise).contains { $0.text == told })
  }
}
