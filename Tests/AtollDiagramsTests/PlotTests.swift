import Atoll
import Foundation
import Testing

@testable import AtollDiagrams

#if canImport(FoundationXML)
  import FoundationXML
#endif

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
        "share", "    1 ┤               ●", "      │", "      │", " 0.75 ┤", "      │        │",
        "      │        │", "  0.5 ┤        ●", "      │        │", "      │        │", " 0.25 ┤",
        "      │", "      │", "    0 ┤●", "      └┬───────┬──────┬", "       1       2      3",
        "            round", "  │ one standard error up",
        "    and down; none where it", "    is less than the sign",
      ])
  }

  @Test func `several series have signs of their own, and a curve joins what was computed`() {
    let plot = Plot(
      xName: "load", yName: "ticks",
      [
        Plot.Series("measured", [.init(x: 0, y: 2), .init(x: 4, y: 6)]),
        Plot.Series("worst", [.init(x: 0, y: 8), .init(x: 4, y: 8)]),
        Plot.Series("theory", isCurve: true, [.init(x: 0, y: 0), .init(x: 4, y: 4)]),
      ])
    let drawn = lines(plot)
    #expect(drawn[1] == "    8 ┤○              ○")
    #expect(drawn.contains { $0.contains("0 ┤··") })
    #expect(drawn.suffix(3) == ["  ● measured", "  ○ worst", "  · theory (computed)"])
    #expect(
      plot.sentences() == ["load 0: measured 2; worst 8; theory 0", "load 4: measured 6; worst 8; theory 4"])
  }

  @Test(arguments: 0..<200)
  func `an axis covers its numbers, in order, with few and round marks`(_ seed: UInt64) {
    var stream = RandomStream(seed: seed)
    let size = [0.001, 1, 50, 1e6][Int(seed % 4)]
    let numbers = (0..<9).map { _ in Double(stream.number(in: 0...1000)) / 1000 * size }
    let axes = [
      PlotAxis(covering: numbers), PlotAxis(covering: numbers.map { -$0 }), PlotAxis(exactly: numbers),
      PlotAxis(logarithmic: numbers, isTight: false), PlotAxis(logarithmic: numbers, isTight: true),
    ]
    for (kind, axis) in axes.enumerated() {
      let shown = kind == 1 ? numbers.map { -$0 } : kind < 3 ? numbers : numbers.filter { $0 > 0 }
      #expect(shown.allSatisfy { $0 >= axis.range.lowerBound && $0 <= axis.range.upperBound })
      let places = shown.sorted().map(axis.place)
      #expect(places == places.sorted() && places.allSatisfy { (0...1).contains($0) })
      #expect((1...11).contains(axis.ticks.count), "\(axis)")
      #expect(axis.ticks.allSatisfy(axis.range.contains))
    }
  }

  @Test(arguments: [
    ([4107.3, 22528], [2000, 5000, 10000, 20000, 50000]), ([1, 10], [1, 2, 5, 10]),
    ([3, 4], [2, 5, 10, 20]),
    ([0.02, 0.9], [0.02, 0.05, 0.1, 0.2, 0.5, 1]), ([5, 60000], [10, 100, 1000, 10000, 100000]),
  ])
  func `a logarithmic axis is marked at 1, 2 and 5, over many powers at these alone`(
    _ numbers: [Double], _ ticks: [Double]
  ) {
    let found = PlotAxis(logarithmic: numbers, isTight: false).ticks
    #expect(found.count == ticks.count)
    #expect(zip(found, ticks).allSatisfy { abs($0 / $1 - 1) < 1e-9 }, "\(found)")
  }

  @Test func `a picture shows all of its title and its notes`() throws {
    let words = (1...30).map { "word\($0)" }
    let svg = plot([(1, 2, 0)]).svg(
      title: words.joined(separator: " "), notes: [words.reversed().joined(separator: " ")])
    let shown = svg.matches(of: /<text[^>]*>([^<]*)<\/text>/).map { String($0.1) }
    #expect(!svg.contains("…"))
    let told = shown.joined(separator: " ").split(separator: " ").map(String.init).filter {
      $0.hasPrefix("word")
    }
    #expect(told == words + words.reversed())
  }

  @Test func `a logarithm is as good as the mathematics library's`() {
    let axis = PlotAxis(.logarithmic, 1...1024)
    for value in [1.0, 1.5, 2, 3, 10, 100, 700.25, 1024] {
      #expect(abs(axis.place(value) - log2(value) / 10) < 1e-8)
    }
  }

  @Test func `as SVG it is well-formed, whatever the names`() {
    let hostile = "<a & \"b\"> ]]>"
    let plot = Plot(
      xName: hostile, yName: hostile, [Plot.Series(hostile, [.init(x: 1, y: 2, error: 0.5)])],
      xScale: .logarithmic, yScale: .logarithmic)
    let parser = XMLParser(data: Data(plot.svg(title: hostile, notes: [hostile]).utf8))
    #expect(parser.parse())
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
        "round 1: share 0", "round 2: share 0.578, with a standard error of 0.0156",
      ])
  }

  @Test func `numbers do not depend on a locale`() {
    #expect(
      [
        0, 1, 0.5, 0.05, 12.3456, -0.25, 2000, 0.000123456, -0.0000001, 1e18, 5116.856, 366.2171, 99.9999,
        123456.7,
      ].map(PlotNumber.text) == [
        "0", "1", "0.5", "0.05", "12.346", "-0.25", "2000", "0.000123", "-0.0000001", "1e+18", "5116.9",
        "366.22", "100", "123457",
      ])
  }
}
