import Foundation
import Testing

@testable import AtollClassroom

struct RosterTests {
  @Test func `columns may stand in any order, and others are ignored`() throws {
    let roster = try Roster(
      "Name,group,Submission,submitted,email\nAda,1,ada.swift,2026-11-30T10:00:00Z,ada@x.org\nBob,2,bob,,\n")
    #expect(roster.members.map(\.learner.id) == ["ada", "bob"])
    #expect(roster.members[0].learner == Learner(id: "ada", name: "Ada", email: "ada@x.org"))
    #expect(roster.members[0].submitted == (try Date("2026-11-30T10:00:00Z", strategy: .iso8601)))
    #expect(roster.members[1].submitted == nil)
  }

  @Test(arguments: [
    ("", 1, "empty"), ("name\nAda\n", 1, "no column \"submission\""), ("submission\na\nb,c\n", 3, "2 fields"),
    ("submission,name\na,A\na.swift,B\n", 3, "twice"), ("submission,name\n,A\n", 2, "no submission"),
    ("submission,submitted\na,yesterday\n", 2, "no time"),
  ])
  func `a mistake is said with its line`(_ text: String, _ line: Int, _ words: String) {
    let error = #expect(throws: CSV.Malformed.self) { try Roster(text) }
    #expect(error?.line == line)
    #expect(error?.message.contains(words) ?? false)
  }
}
