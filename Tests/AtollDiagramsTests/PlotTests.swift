import Testing

@testable import AtollDiagrams

struct PlotTests {
  private func plot(_ points: [(Double, Double, Double)]) -> Plot {
    Plot(
      xName: "round", yName: "share", yRange: 0...1,
      points: points.map { Plot.Point(x: $0.0, y: $0.1, error: $0.2) })
  }

  private func lines(_ plot: Plot, width: Int = 30, _ glyphs: DiagramGlyphs = .unicode) -> [String] {
    plot.text(width: width, glyphs: glyphs).map { $0.spans.map(\.text).joined() }
  }

  @Test func `points stand where they belong, with their errors`() {
    #expect(
      lines(plot([(1, 0, 0), (2, 0.5, 0.2), (3, 1, 0)])) == [
        "share", "      1 ┤                   ●", "        │", "        │", "        │          │",
        "        │          │", "    0.5 ┤          ●", "        │          │", "        │          │",
        "        │", "        │", "      0 ┤●", "        └────────────────────",
        "         1      round       3",
      ])
  }

  @Test(arguments: [30, 40, 80, 200], DiagramGlyphs.allCases)
  func `every line fits`(_ width: Int, _ glyphs: DiagramGlyphs) {
    let points = (0...40).map { (Double($0) * 1000, Double($0) / 40, 0.1) }
    let drawn = lines(plot(points), width: width, glyphs)
    #expect(drawn.allSatisfy { $0.count <= width })
    #expect(glyphs == .unicode || drawn.allSatisfy { $0.allSatisfy(\.isASCII) })
  }

  @Test func `what is out of range is drawn at the edge, and one point is enough`() {
    #expect(lines(plot([(5, 7, 3)])).contains { $0.contains("●") })
    #expect(lines(plot([])) == [])
    #expect(lines(plot([(1, 1, 0)]), width: 10) == [])
  }

  @Test func `in words each point is a sentence`() {
    #expect(
      plot([(2, 0.578, 0.0156), (1, 0, 0)]).sentences() == [
        "round 1: share 0", "round 2: share 0.578, with a standard error of 0.016",
      ])
  }

  @Test func `numbers do not depend on a locale`() {
    #expect(
      [0, 1, 0.5, 0.05, 12.3456, -0.25, 2000].map(PlotNumber.text) == [
        "0", "1", "0.5", "0.05", "12.346", "-0.25", "2000",
      ])
  }
}
