import AtollGrading
import Foundation
import Testing

@testable import AtollClassroom

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct ReportFormatTests {
  private let sample: ReportSample

  init() throws { sample = try ReportSample() }

  private func json(_ text: String) throws -> Any { try JSONSerialization.jsonObject(with: Data(text.utf8)) }

  @Test(arguments: ReportFormat.allCases)
  func `no format lets a stranger steer a terminal`(_ format: ReportFormat) throws {
    let forbidden: Set<Unicode.Scalar> = ["\u{1B}", "\u{7}", "\u{0}", "\u{202E}", "\r"]
    for place in ReportSample.hostile.indices {
      let report = format.isForOneSubmission ? sample.single(place) : sample.report
      #expect(!format.text(of: report).unicodeScalars.contains { forbidden.contains($0) })
    }
  }

  // MARK: - JSON

  @Test func `json has every learner with name, points and verdict`() throws {
    let whole = try #require(try json(ReportFormat.json.text(of: sample.report)) as? [String: Any])
    let results = try #require(whole["results"] as? [[String: Any]])
    let names = results.compactMap { ($0["learner"] as? [String: Any])?["name"] as? String }
    #expect(names == ReportSample.hostile)
    let lines = ReportFormat.jsonl.text(of: sample.report).split(separator: "\n")
    #expect(lines.count == results.count)
    for line in lines { #expect(try json(String(line)) is [String: Any]) }
  }

  // MARK: - JUnit

  /// Reads JUnit's XML and counts what it says.
  private final class Reader: NSObject, XMLParserDelegate {
    var open: [String] = []
    var suites: [[String: String]] = []
    var cases = 0
    var failures = 0
    var errors = 0
    var texts: [String] = []
    var strange: [String] = []

    static let allowed = [
      "testsuites": [""], "testsuite": ["testsuites"], "testcase": ["testsuite"],
      "failure": ["testcase"], "error": ["testcase"], "system-out": ["testcase", "testsuite"],
      "system-err": ["testcase", "testsuite"],
    ]

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      if !(Reader.allowed[name]?.contains(open.last ?? "") ?? false) { strange.append(name) }
      open.append(name)
      switch name {
      case "testsuite": suites.append(attributes)
      case "testcase":
        cases += 1
        if attributes["name"] == nil || attributes["classname"] == nil {
          strange.append("testcase without name")
        }
      case "failure": failures += 1
      case "error": errors += 1
      default: break
      }
      texts += attributes.values
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { texts.append(string) }
  }

  @Test func `junit is well-formed and its counts are right`() throws {
    let parser = XMLParser(data: Data(ReportFormat.junit.text(of: sample.report).utf8))
    let reader = Reader()
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(reader.strange.isEmpty)
    #expect(reader.suites.count == ReportSample.hostile.count)
    #expect(
      reader.suites.allSatisfy { ["name", "tests", "failures", "errors"].allSatisfy($0.keys.contains) })
    func sum(_ key: String) -> Int { reader.suites.compactMap { Int($0[key] ?? "") }.reduce(0, +) }
    #expect(sum("tests") == reader.cases)
    #expect(sum("failures") == reader.failures)
    #expect(sum("errors") == reader.errors)
    #expect(reader.texts.contains { $0.contains("<script>alert(1)</script>") })
  }

  // MARK: - TAP

  /// A small reader of TAP 14: the plan is kept, every line is of a known kind, YAML blocks are closed.
  private func tap(_ lines: [Substring], indent: String = "") throws -> [Bool] {
    var planned: Int?
    var points: [Bool] = []
    var isInYAML = false
    for line in lines {
      let isDeeper = line.hasPrefix(indent + "    ") && !isInYAML
      guard !isDeeper else { continue }
      let text = line.dropFirst(indent.count)
      if isInYAML {
        if text == "  ..." {
          isInYAML = false
        } else {
          #expect(text.wholeMatch(of: #/  [a-z]+: ".*"/#) != nil)
        }
      } else if text == "  ---" {
        isInYAML = true
      } else if let plan = text.wholeMatch(of: /1\.\.(\d+)( # SKIP .*)?/) {
        #expect(planned == nil)
        planned = Int(plan.1)
      } else if let point = text.wholeMatch(of: /(ok|not ok) (\d+) - (.*)/) {
        points.append(point.1 == "ok")
        #expect(Int(point.2) == points.count)
        #expect(point.3.firstMatch(of: /(^|[^\\])#/) == nil, "a directive: \(text)")
      } else {
        #expect(text.hasPrefix("TAP version 14") || text.hasPrefix("# Subtest: "), "\(text)")
      }
    }
    #expect(planned == points.count)
    return points
  }

  @Test func `tap keeps its plan, and no name is a directive`() throws {
    let points = try tap(ReportFormat.tap.text(of: sample.report).split(separator: "\n"))
    #expect(points == sample.report.results.map { $0.verdict?.status == .pass })
    for place in ReportSample.hostile.indices {
      _ = try tap(ReportFormat.tap.text(of: sample.single(place)).split(separator: "\n"))
    }
  }

  // MARK: - Gradescope, Classroom, annotations, Exercism

  @Test func `gradescope has the documented keys only`() throws {
    let top: Set = [
      "score", "execution_time", "output", "output_format", "visibility", "stdout_visibility", "extra_data",
      "tests", "leaderboard",
    ]
    let ofTest: Set = [
      "score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags",
      "visibility", "extra_data",
    ]
    for place in ReportSample.hostile.indices {
      let whole = try #require(
        try json(ReportFormat.gradescope.text(of: sample.single(place))) as? [String: Any])
      #expect(Set(whole.keys).isSubset(of: top))
      let tests = try #require(whole["tests"] as? [[String: Any]])
      for test in tests {
        #expect(Set(test.keys).isSubset(of: ofTest))
        #expect(["passed", "failed"].contains(test["status"] as? String))
      }
      let sum = tests.compactMap { $0["score"] as? Double }.reduce(0, +)
      #expect(whole["score"] as? Double == sum)
    }
  }

  @Test func `classroom has a step for each test, and the points add up`() throws {
    for place in ReportSample.hostile.indices {
      let result = sample.report.results[place]
      var (score, most) = (0, 0)
      for line in ReportFormat.classroom.text(of: sample.single(place)).split(separator: "\n") {
        let parts = line.split(separator: "=", maxSplits: 1)
        #expect(parts[0].wholeMatch(of: /[a-z]+\d*/) != nil)
        let data = try #require(Data(base64Encoded: String(parts[1])))
        let step = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(step["version"] as? Int == 1)
        let tests = try #require(step["tests"] as? [[String: Any]])
        #expect(tests.count == 1)
        score += tests[0]["score"] as? Int ?? 0
        most += step["max_score"] as? Int ?? 0
      }
      #expect(score == result.verdict?.score ?? 0)
      #expect(most == sample.exercise.scoreMax)
    }
  }

  @Test func `every line of the annotations is one command of ours`() throws {
    for place in ReportSample.hostile.indices {
      for line in ReportFormat.annotations.text(of: sample.single(place)).split(separator: "\n") {
        let match = try #require(line.wholeMatch(of: /::error ([^:]*)::(.*)/), "\(line)")
        for property in match.1.split(separator: ",") {
          #expect(property.firstMatch(of: /^(file|line|endLine|col|title)=/) != nil, "\(line)")
        }
      }
    }
  }

  @Test func `exercism has version 3 and short outputs`() throws {
    var long = sample.verdict(3)
    long.tests[0].output = String(repeating: "x", count: 5000)
    let reports =
      ReportSample.hostile.indices.map(sample.single) + [
        ClassReport(exercise: sample.exercise, verdict: long)
      ]
    for report in reports {
      let whole = try #require(try json(ReportFormat.exercism.text(of: report)) as? [String: Any])
      #expect(whole["version"] as? Int == 3)
      let status = try #require(whole["status"] as? String)
      #expect(["pass", "fail", "error"].contains(status))
      #expect((whole["message"] is String) == (status == "error"))
      for test in try #require(whole["tests"] as? [[String: Any]]) {
        #expect((test["output"] as? String ?? "").count <= 500)
      }
    }
  }

  // MARK: - Tables

  @Test func `no cell of a spreadsheet is a formula`() throws {
    for format in [ReportFormat.canvas, .moodle] {
      let rows = try CSV.parse(format.text(of: sample.report))
      let width = rows[0].fields.count
      for row in rows {
        #expect(row.fields.count == width)
        #expect(row.fields.allSatisfy { field in !"=+-@".contains(field.first ?? "x") })
      }
    }
  }

  @Test func `a gradebook exported from Canvas is filled in and nothing else changes`() throws {
    let exported = """
      Student,ID,SIS User ID,SIS Login ID,Section,"lamport-clock (4711)",Other
      "    Points Possible",,,,,25,10
      "Lovelace, Ada",1,u1,Ada Lovelace,A,,7
      "Nobody, N",2,u2,nobody,A,3,8
      "Pipe, P",3,"ok 1 - no",x,A,,9
      """
    let filled = try CanvasReport(sample.report).filled(in: exported, assignment: "lamport-clock")
    let rows = try CSV.parse(filled.text).map(\.fields)
    let points = { (name: String) in
      sample.report.results.first { $0.learner.id == name }.map { Points.text($0.points) }
    }
    #expect(rows[2] == ["Lovelace, Ada", "1", "u1", "Ada Lovelace", "A", points("Ada Lovelace"), "7"])
    #expect(rows[3] == ["Nobody, N", "2", "u2", "nobody", "A", "3", "8"])
    #expect(rows[4][5] == points("ok 1 - no"))
    #expect(rows[1][6] == "10")
    #expect(filled.unknown.count == sample.report.results.count - 2)
    #expect(throws: CSV.Malformed.self) {
      try CanvasReport(sample.report).filled(in: "Name,Score\na,1\n", assignment: "x")
    }
  }

  @Test func `points are written without a locale`() {
    #expect([25, 0, 12.5, 0.05, -1.25].map(Points.text) == ["25", "0", "12.50", "0.05", "-1.25"])
  }

  @Test func `markdown keeps its columns, and nothing in a cell is markup`() throws {
    let lines = ReportFormat.markdown.text(of: sample.report).split(separator: "\n")
    for line in lines where line.hasPrefix("|") {
      let bars = line.matches(of: /(^|[^\\])\|/).count
      #expect([4, 5].contains(bars), "\(line)")
    }
    #expect(!lines.contains { $0.contains("<script>") })
  }

  @Test func `html holds no tag of a stranger's`() throws {
    let page = ReportFormat.html.text(of: sample.report)
    #expect(!page.contains("<script"))
    let tags = Set(page.matches(of: /<\/?([a-zA-Z0-9!]+)/).map { String($0.1) })
    #expect(
      tags.isSubset(of: [
        "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "div", "table",
        "thead",
        "tbody", "tr", "th", "td", "a", "span", "details", "summary", "pre",
      ]), "\(tags)")
    // Each row has a cell for each test, or one that spans them.
    let rows = page.matches(of: /(?s)<tr><td class="who"><a.*?<\/tr>/)
    #expect(rows.count == ReportSample.hostile.count)
  }

  @Test func `file names made of hostile names are plain and distinct`() {
    var names = PlainNames()
    let ids = ReportSample.hostile + ["..", ".", "a/b", "A_B", "a_b", "", String(repeating: "x", count: 300)]
    let made = ids.map { names.name(for: $0) }
    #expect(Set(made.map { $0.lowercased() }).count == ids.count)
    #expect(made.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9_-]{1,90}/) != nil })
  }
}
