/// Points and curves over an axis: what people would rather look at than read.
///
/// It is drawn for terminals and as SVG, with axes and units; whoever cannot see it gets the same in words. Measured
/// points are not joined: what is drawn was measured. A curve is computed, and joins what was computed.
public struct Plot: Hashable, Sendable {
  /// A point.
  public struct Point: Hashable, Sendable {
    /// Where on the axis from left to right.
    public let x: Double
    /// How high.
    public let y: Double
    /// One standard error of the height; 0 where it is exact.
    public let error: Double

    /// Makes a point.
    public init(x: Double, y: Double, error: Double = 0) {
      (self.x, self.y, self.error) = (x, y, error)
    }
  }

  /// Points that belong together.
  public struct Series: Hashable, Sendable {
    /// What its heights are.
    public let name: String
    /// Whether it was computed, and is drawn as a curve.
    public let isCurve: Bool
    /// From left to right.
    public let points: [Point]

    /// Makes a series.
    public init(_ name: String, isCurve: Bool = false, _ points: [Point]) {
      self.name = name
      self.isCurve = isCurve
      self.points = points.sorted { $0.x < $1.x }
    }
  }

  /// What the axis from left to right shows, with its unit.
  public let xName: String
  /// What the heights are, with their unit.
  public let yName: String
  /// What is drawn; the first stands before the others.
  public let series: [Series]
  /// What was measured: points with signs.
  var measured: [Series] { series.filter { !$0.isCurve } }
  /// What was computed.
  var curves: [Series] { series.filter(\.isCurve) }
  /// Whether a measured point has an error to be drawn.
  var hasErrors: Bool { measured.contains { $0.points.contains { $0.error > 0 } } }
  /// From left to right.
  let xAxis: PlotAxis
  /// From below.
  let yAxis: PlotAxis

  /// Makes a plot whose heights are in a range; points outside it are drawn at its edge.
  public init(xName: String, yName: String, yRange: ClosedRange<Double>, points: [Point]) {
    (self.xName, self.yName) = (xName, yName)
    series = [Series(yName, points)]
    xAxis = PlotAxis(exactly: points.map(\.x))
    yAxis = PlotAxis(.linear, yRange)
  }

  /// Makes a plot whose axes are as long as its points need; heights that are not negative are drawn from 0.
  ///
  /// On a logarithmic axis, what is not positive is drawn at its edge.
  public init(
    xName: String, yName: String, _ series: [Series], xScale: PlotAxis.Scale = .linear,
    yScale: PlotAxis.Scale = .linear
  ) {
    (self.xName, self.yName, self.series) = (xName, yName, series)
    let points = series.flatMap(\.points)
    xAxis =
      xScale == .linear
      ? PlotAxis(exactly: points.map(\.x)) : PlotAxis(logarithmic: points.map(\.x), isTight: true)
    let heights = points.flatMap { [$0.y - $0.error, $0.y + $0.error] }
    yAxis =
      yScale == .linear ? PlotAxis(covering: heights) : PlotAxis(logarithmic: points.map(\.y), isTight: false)
  }

  /// The plot in words: a sentence for each place on the axis.
  public func sentences() -> [String] {
    let places = Set(series.flatMap { $0.points.map(\.x) }).sorted()
    return places.map { x in
      let heights = series.flatMap { series in
        series.points.filter { $0.x == x }.map { point in
          let error =
            point.error > 0 ? ", with a standard error of \(PlotNumber.text(point.error))" : ""
          return "\(series.name) \(PlotNumber.text(point.y))\(error)"
        }
      }
      return "\(xName) \(PlotNumber.text(x)): " + heights.joined(separator: "; ")
    }
  }
}
