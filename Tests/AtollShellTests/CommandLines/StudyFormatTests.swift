import Foundation
import Testing

/// `atoll run --study` in forms that programs read.
@Suite struct StudyFormatTests {
  @Test func `a study as CSV has a head, a row for each line, and nothing after the last`() throws {
    let outcome = try AtollProgram.run(["run", "cap/majority", "--study", "pacelc", "--format", "csv"])
    #expect(outcome.code == 0)
    let rows = outcome.output.components(separatedBy: "\r\n")
    #expect(rows.count == 5 && rows.last == "", "\(rows)")
    let columns = rows.dropLast().map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
    #expect(Set(columns).count == 1 && columns[0] > 2)
    #expect(!outcome.output.replacingOccurrences(of: "\r\n", with: "").contains("\n"))
  }

  @Test func `a study as SVG is one document`() throws {
    let outcome = try AtollProgram.run(["run", "cap/majority", "--study", "pacelc", "--format", "svg"])
    #expect(outcome.code == 0)
    #expect(outcome.output.hasPrefix("<svg ") && outcome.output.hasSuffix("</svg>\n"))
  }
}
