import Atoll
import AtollDiagrams
import AtollNotebook
import Testing

struct StudyTests {
  private static let table = {
    var table = StudyTable(
      columns: [
        .init("load"), .init("response time, p99", unit: "ticks"), .init("who"),
        .init("theory", unit: "ticks"),
      ],
      drawing: .init(
        x: "load", yName: "ticks", [.init("response time, p99"), .init("theory", .theory)]))
    table.append([0.5, 12.3456789, "a, \"b\"", 12])
    table.append([.init(1.0 / 3), .none, "c", 9])
    return table
  }()

  @Test func `commas, quotes and what is not there survive CSV, with all digits`() {
    #expect(
      CommaSeparated.text(Self.table) == "load,\"response time, p99 (ticks)\",who,theory (ticks)\r\n"
        + "0.5,12.3456789,\"a, \"\"b\"\"\",12\r\n" + "0.3333333333333333,,c,9\r\n")
  }

  @Test func `a drawing takes the numbers of its columns`() throws {
    let plot = try #require(Plot(Self.table))
    #expect(plot.series.map(\.name) == ["response time, p99", "theory"])
    #expect(plot.series.map(\.points.count) == [1, 2])
    #expect(plot.series.map(\.isCurve) == [false, true])
    #expect(Plot(StudyTable(columns: [.init("x")], drawing: .init(x: "y", yName: "", []))) == nil)
  }

  @Test func `a model without studies says so, and an unknown one names those that there are`() throws {
    var session = RunSession(course: TestCourse.course)
    #expect(throws: CommandError.self) { try session.perform("table x") }
    _ = try session.perform("use time/lamport")
    #expect(throws: CommandError.self) { try session.perform("table") }
  }

  @Test(
    arguments: TestCourse.course.models.flatMap { model in model.model.studies.map { (model.name, $0.name) } }
  )
  func `each study answers, twice the same, with finite numbers`(_ model: String, _ name: String) throws {
    var session = RunSession(course: TestCourse.course)
    _ = try session.perform("use \(model)")
    let first = try session.answerStudy(named: name).table
    #expect(!first.rows.isEmpty)
    #expect(try session.answerStudy(named: name).table == first)
    #expect((first.drawing == nil) == (Plot(first) == nil), "the drawing names a column that is not there")
    #expect(try session.perform("table \(name)").count > first.rows.count)
  }
}
