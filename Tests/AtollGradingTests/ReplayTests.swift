import Foundation
import Testing

@testable import AtollGrading

/// A failed test of nodes shows a run and the command that shows it again.
@Suite(.serialized) struct ReplayTests {
  private let fixture: Fixture
  private let exercise: Exercise
  private let file: String

  init() throws {
    fixture = try Fixture()
    exercise = try fixture.exercise("ben-or")
    file = try fixture.write(try Self.wrong("coin-despite-a-proposal"), to: "my coin.swift")
  }

  private static func wrong(_ name: String) throws -> String {
    try String(
      contentsOfFile: Fixture.course + "/Exercises/ben-or/Wrong/\(name)/BenOr.swift", encoding: .utf8)
  }

  private func message(_ test: String) throws -> String {
    let verdict = try fixture.grader.grade(exercise, submission: file)
    return try #require(verdict.tests.first { $0.name == test }).message
  }

  /// The token in a message, from a command that a shell can take.
  private func token(_ message: String) throws -> ReplayToken {
    let line = try #require(message.split(separator: "\n").first { $0.contains("--replay") })
    #expect(line.contains("atoll grade ben-or '\(file)' --replay "))
    return try #require(ReplayToken(String(line.split(separator: " ").last ?? "")))
  }

  @Test func `a violated property shows a shortest run, and the replay tells it`() throws {
    let message = try message("testAgreesInTwoRounds")
    #expect(
      message.hasPrefix(
        "violated: no two processes decide differently. A shortest run that breaks it has 10 steps"))
    #expect(message.contains("a        b        c"))
    #expect(message.contains("a: crashesMax 1, decision 0, round 3"))
    let token = try token(message)
    guard case .story(let story) = try fixture.grader.replay(token, of: exercise, submission: file) else {
      Issue.record("no story")
      return
    }
    #expect(story.contains("Step 10\n"))
    #expect(!story.contains("Step 11"))
    #expect(story.contains("now c: crashesMax 1, decision 1"))
    #expect(story.contains("That was all of it."))
    // The same file, the same bytes.
    #expect(try fixture.grader.replay(token, of: exercise, submission: file) == .story(story))
  }

  @Test func `a simulated run is told by its seed`() throws {
    let token = try token(try message("testTerminates"))
    guard case .story(let story) = try fixture.grader.replay(token, of: exercise, submission: file) else {
      Issue.record("no story")
      return
    }
    #expect(story.hasPrefix("The run with seed"))
    #expect(story.contains("two processes decide differently."))
    let right = Fixture.course + "/Exercises/ben-or/Solution/BenOr.swift"
    guard case .story(let now) = try fixture.grader.replay(token, of: exercise, submission: right) else {
      Issue.record("no story")
      return
    }
    #expect(now.contains("Nothing is wrong with this run"))
  }

  @Test func `a run that is no longer possible is told as far as it goes`() throws {
    let token = try token(try message("testAgreesInTwoRounds"))
    let changed = try fixture.write(try Self.wrong("waits-for-everybody"), to: "BenOr.swift")
    guard case .story(let story) = try fixture.grader.replay(token, of: exercise, submission: changed) else {
      Issue.record("no story")
      return
    }
    #expect(story.contains("it ends here: what came next cannot happen any more"))
    #expect(story.contains("Grade the file again"))
  }

  @Test func `the run of a scheduler is told, as the file is now`() throws {
    let exercise = try fixture.exercise("adversary")
    let folder = Fixture.course + "/Exercises/adversary/"
    let wrong = folder + "Wrong/starves-a-process"
    let verdict = try fixture.grader.grade(exercise, submission: wrong)
    let message = try #require(verdict.tests.first { $0.name == "testDeliversEverything" }).message
    #expect(message.contains("not fair: estimate("))
    let token = try #require(ReplayToken("testDeliversEverything/011/all"))
    guard case .story(let story) = try fixture.grader.replay(token, of: exercise, submission: wrong),
      case .story(let now) = try fixture.grader.replay(token, of: exercise, submission: folder + "Solution")
    else {
      Issue.record("no story")
      return
    }
    #expect(story.contains("not fair: estimate("))
    #expect(now.contains("Nothing is wrong with this run"))
  }

  @Test func `tokens of other tests, hidden ones and damaged ones are refused`() throws {
    for text in [
      "testTerminates", "a/b", "a/b/c", "a/b/", "a/b/x1", "testTerminates/011-0/s1 ", "a/\u{1B}/s1",
    ] {
      #expect(ReplayToken(text) == nil, "\(text)")
    }
    for text in ["testFiveProcesses/01101-2/s1", "testNothing/a/s1"] {
      let token = try #require(ReplayToken(text))
      guard case .impossible(let why) = try fixture.grader.replay(token, of: exercise, submission: file)
      else {
        Issue.record("a story")
        return
      }
      #expect(why.contains("has no test"))
    }
    for text in ["testTerminates/other/s1", "testTerminates/011-0/sx", "testAgreesInTwoRounds/011/e0.x"] {
      let token = try #require(ReplayToken(text))
      guard case .impossible(let why) = try fixture.grader.replay(token, of: exercise, submission: file)
      else {
        Issue.record("a story")
        return
      }
      #expect(why.contains("has no run") || why.contains("damaged"))
    }
  }
}
