import Atoll

extension Plot {
  /// The drawing of a study's table; none where the table has none, or names a column that it does not have.
  public init?(_ table: StudyTable) {
    guard let drawing = table.drawing, let x = table.place(of: drawing.x) else { return nil }
    var series: [Series] = []
    for drawn in drawing.series {
      guard let y = table.place(of: drawn.column) else { return nil }
      let error = drawn.error.flatMap(table.place(of:))
      let points = table.rows.compactMap { row -> Point? in
        guard case .number(let x) = row[x], case .number(let y) = row[y] else { return nil }
        guard let error, case .number(let size) = row[error] else { return Point(x: x, y: y) }
        return Point(x: x, y: y, error: size)
      }
      series.append(Series(drawn.column, isCurve: drawn.origin == .theory, points))
    }
    self.init(
      xName: table.columns[x].title, yName: drawing.yName, series, xScale: PlotAxis.Scale(drawing.xScale),
      yScale: PlotAxis.Scale(drawing.yScale))
  }
}

extension PlotAxis.Scale {
  init(_ scale: StudyTable.Drawing.Scale) { self = scale == .linear ? .linear : .logarithmic }
}
