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
}
