import Foundation
import Testing

@testable import AtollGrading

@Suite(.serialized) struct ExerciseProofTests {
  @Test func `every exercise is proven: starter fails, solution passes, wrong solutions are caught`() throws {
    let fixture = try Fixture()
    let library = try ExerciseLibrary.load(Fixture.course)
    #expect(library["lamport-clock"] != nil && library["vector-clock"] != nil)
    for exercise in library.exercises {
      let report = try ExerciseCheck.prove(exercise, with: fixture.grader)
      for step in report.steps { #expect(step.failure == nil, "\(exercise.name): \(step.claim)") }
      // Nobody has run check-course yet, or what it wrote is so.
      let isRecorded = exercise.misconceptions.contains { !$0.failing.isEmpty }
      #expect(
        !isRecorded || report.found == exercise,
        "failing.txt of \(exercise.name) is out of date: run check-course")
      #expect(exercise.misconceptions.count >= 4)
      #expect(exercise.tests.contains { $0.isHidden })
      #expect(exercise.hints.count == 3)
      #expect(exercise.misconceptions.allSatisfy { !$0.meaning.isEmpty })
    }
  }

  @Test func `an exercise whose table lies is not proven`() throws {
    let fixture = try Fixture()
    let copy = try fixture.copy("lamport-clock")
    let text = try String(contentsOfFile: copy + "/exercise.md", encoding: .utf8)
    func report(_ old: String, _ new: String) throws -> ExerciseCheck.Report {
      try #require(text.contains(old))
      try text.replacing(old, with: new).write(
        toFile: copy + "/exercise.md", atomically: true, encoding: .utf8)
      return try ExerciseCheck.prove(
        try ExerciseLibrary.load("lamport-clock", in: fixture.folder), with: fixture.grader)
    }
    let missing = try report("| testStartsAtZero | 1", "| testStartsAtOne | 1").steps.compactMap(\.failure)
    #expect(missing.contains { $0.contains("the suite's test testStartsAtZero is not in the table") })
    #expect(missing.contains { $0.contains("the suite has no test testStartsAtOne") })
    let moved = try report("adds-the-times | testReceiveFromTheSameTime", "adds-the-times | testStartsAtZero")
    #expect(moved.steps.compactMap(\.failure).count == 1)
    #expect(!moved.isProven)
    let unknown = try report("| adds-the-times |", "| adds-times |").steps.compactMap(\.failure)
    #expect(unknown.contains { $0.contains("Wrong/adds-times holds no Swift file") })
    #expect(unknown.contains { $0.contains("Wrong/adds-the-times is not in the table") })
  }
}
