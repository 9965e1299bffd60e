import Foundation
import Testing

@testable import AtollClassroom
@testable import AtollGrading

struct PolicyTests {
  private let sample: ReportSample
  private let due = "2026-11-30T12:00:00Z"

  init() throws { sample = try ReportSample() }

  private func course(_ text: String) throws -> CourseFile {
    try CourseFile.parse(Data(text.utf8), "course.json")
  }

  private func policy() throws -> Policy {
    try Policy(
      sample.exercise,
      course(
        """
        {"format": 1, "late": {"percent_per_day": 10, "percent_max": 35, "grace_minutes": 15},
         "exercises": {"lamport-clock": {"due": "\(due)", "extra_credit": ["testClockCondition"]}}}
        """))
  }

  @Test(arguments: [
    (-3600, 0, 25.0), (0, 0, 25), (15 * 60, 0, 25), (15 * 60 + 1, 1, 22.5), (86_400, 1, 22.5),
    (86_401, 2, 20), (4 * 86_400, 4, 16.25), (400 * 86_400, 400, 16.25),
  ])
  func `each day begun costs its share, up to the most`(_ seconds: Int, _ days: Int, _ points: Double) throws
  {
    let policy = try policy()
    let submitted = try Date(due, strategy: .iso8601).addingTimeInterval(Double(seconds))
    #expect(policy.daysLate(submitted) == days)
    #expect(policy.points(sample.verdict(0, status: .pass), submitted: submitted) == points)
  }

  @Test func `without a time nothing is late, and extra credit is on top`() throws {
    let policy = try policy()
    #expect(policy.daysLate(nil) == 0)
    #expect(policy.pointsMax == 21)
    #expect(policy.points(sample.verdict(0, status: .pass), submitted: nil) == 25)
  }

  @Test(arguments: [
    ("{", "no JSON"), ("[]", "format"), ("{\"format\": 2}", "a newer atoll is needed"),
    ("{\"format\": 1, \"titel\": \"x\"}", "unknown key \"titel\""),
    ("{\"format\": 1, \"exercises\": {\"a\": {\"due\": \"tomorrow\"}}}", "exercises.a: due \"tomorrow\""),
    (
      "{\"format\": 1, \"late\": {\"percent_per_day\": 1, \"percent_max\": 500, \"grace_minutes\": 0}}",
      "0 to 100"
    ),
    ("{\"format\": 1, \"late\": {\"percent_per_day\": 1}}", "is missing"),
  ])
  func `a mistake in the course file is said with its place`(_ text: String, _ words: String) throws {
    let error = #expect(throws: CourseFileError.self) { try course(text) }
    #expect(error?.message.contains(words) ?? false, "\(String(describing: error))")
  }

  @Test func `extra credit for a test that is not there is an error`() throws {
    let file = try course(
      "{\"format\": 1, \"exercises\": {\"lamport-clock\": {\"extra_credit\": [\"testNothing\"]}}}")
    #expect(throws: CourseFileError.self) { try Policy(sample.exercise, file) }
  }
}
