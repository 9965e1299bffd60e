import AtollText
import Foundation

/// Who the learners are: a CSV file with a line for each.
///
/// Its first line names the columns: `submission` (the name of the file or folder handed in, with or without
/// `.swift`), and any of `name`, `email`, `login`, `submitted` (when it was handed in, as `2026-11-30T23:59:00Z`).
/// Others are ignored.
package struct Roster: Sendable {
  /// A line.
  package struct Member: Equatable, Sendable {
    /// Who it is.
    package let learner: Learner
    /// When it was handed in.
    package let submitted: Date?
  }

  /// In the file's order.
  package let members: [Member]

  /// Reads a roster.
  ///
  /// - Throws: `CSV.Malformed` with the line where it is wrong.
  package init(_ text: String) throws(CSV.Malformed) {
    let rows = try CSV.parse(text)
    guard let head = rows.first else {
      throw .init(line: 1, message: "the roster is empty: its first line names the columns, submission first")
    }
    let names = head.fields.map { $0.lowercased().filter { $0 != " " } }
    guard names.contains("submission") else {
      throw .init(
        line: head.line,
        message: "no column \"submission\"; there are: \(head.fields.joined(separator: ", "))")
    }
    var members: [Member] = []
    for row in rows.dropFirst() {
      guard row.fields.count <= names.count else {
        throw .init(
          line: row.line, message: "\(row.fields.count) fields where the first line has \(names.count)")
      }
      let member = try Roster.member(row, names)
      guard !members.contains(where: { $0.learner.id == member.learner.id }) else {
        throw .init(line: row.line, message: "the submission \(member.learner.id) is there twice")
      }
      members.append(member)
    }
    self.members = members
  }

  private static func member(_ row: CSV.Row, _ names: [String]) throws(CSV.Malformed) -> Member {
    func field(_ name: String) -> String? {
      guard let place = names.firstIndex(of: name), row.fields.indices.contains(place) else { return nil }
      let value = row.fields[place].trimmingCharacters(in: .whitespaces)
      return value.isEmpty ? nil : value
    }
    guard let submission = field("submission") else {
      throw .init(line: row.line, message: "no submission: the name of the file or folder handed in")
    }
    let id = submission.hasSuffix(".swift") ? String(submission.dropLast(6)) : submission
    var submitted: Date?
    if let text = field("submitted") {
      guard let date = try? Date(text, strategy: .iso8601) else {
        throw .init(
          line: row.line, message: "\"\(text)\" is no time: write it as 2026-11-30T23:59:00Z")
      }
      submitted = date
    }
    return Member(
      learner: Learner(id: id, name: field("name"), email: field("email"), login: field("login")),
      submitted: submitted)
  }
}
