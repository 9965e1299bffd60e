import AtollGrading

/// Canvas' gradebook, as CSV to import.
///
/// Canvas finds its students best in a file that it exported itself: `filled(in:)` puts the scores into such a file
/// and leaves everything else as it is.
package struct CanvasReport {
  private let report: ClassReport

  /// Makes the report of a class.
  package init(_ report: ClassReport) { self.report = report }

  /// A gradebook of its own, with the columns that Canvas asks for.
  var text: String {
    let head = CSV.line(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", report.exercise.name])
    let possible = CSV.line(["    Points Possible", "", "", "", "", String(report.pointsMax)])
    let rows = report.results.map { result in
      CSV.line([
        CSV.neutral(result.learner.name), "", "", CSV.neutral(result.learner.login ?? result.learner.id), "",
        Points.text(result.points),
      ])
    }
    return ([head, possible] + rows).joined(separator: "\n") + "\n"
  }

  /// What came of filling in an exported gradebook.
  package struct Filled {
    /// The gradebook with the scores.
    package let text: String
    /// Learners with a result who are not in it.
    package let unknown: [Learner]
  }

  /// An exported gradebook with the scores in the column of an assignment, which is added where it is missing.
  ///
  /// A learner is found by the SIS login, the SIS user ID, Canvas' ID or, where nobody else has it, the name.
  /// - Throws: `CSV.Malformed` where the file is no gradebook.
  package func filled(in exported: String, assignment: String) throws(CSV.Malformed) -> Filled {
    var rows = try CSV.parse(exported)
    guard let head = rows.first?.fields, head.first == "Student" else {
      throw .init(
        line: 1,
        message: "this is no gradebook of Canvas: its first column is not \"Student\"; export it again")
    }
    // Canvas puts the assignment's number after its title.
    let column =
      head.firstIndex { $0 == assignment || $0.hasPrefix(assignment + " (") && $0.hasSuffix(")") }
      ?? head.count
    let keys = ["SIS Login ID", "SIS User ID", "ID", "Student"].compactMap { head.firstIndex(of: $0) }
    if column == head.count { rows[0].fields.append(assignment) }
    var found: Set<Int> = []
    for place in rows.indices.dropFirst() {
      while rows[place].fields.count <= column { rows[place].fields.append("") }
      let fields = rows[place].fields
      if fields[0].drop(while: { $0 == " " }).hasPrefix("Points Possible") {
        if fields[column].isEmpty { rows[place].fields[column] = String(report.pointsMax) }
      } else if let learner = learner(of: keys.map { fields[$0] }) {
        found.insert(learner)
        rows[place].fields[column] = Points.text(report.results[learner].points)
      }
    }
    return Filled(
      text: rows.map { CSV.line($0.fields) }.joined(separator: "\n") + "\n",
      unknown: report.results.indices.filter { !found.contains($0) }.map { report.results[$0].learner })
  }

  /// The place of the one learner who has one of these names; the first name that is somebody's decides.
  private func learner(of names: [String]) -> Int? {
    for name in names where !name.isEmpty {
      let having = report.results.indices.filter { place in
        let learner = report.results[place].learner
        return [learner.login, learner.email, learner.id, learner.name].contains(name)
      }
      if having.count == 1 { return having[0] }
    }
    return nil
  }
}

/// Points as gradebooks read them.
package enum Points {
  /// Without a fraction where there is none; else with two digits.
  package static func text(_ points: Double) -> String {
    if let whole = Int(exactly: points) { return String(whole) }
    let hundredths = Int((points * 100).rounded())
    let (sign, digits) = (hundredths < 0 ? "-" : "", String(abs(hundredths) % 100))
    return "\(sign)\(abs(hundredths) / 100)." + String(repeating: "0", count: 2 - digits.count) + digits
  }
}
