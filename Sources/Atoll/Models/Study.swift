/// A question about a model that takes many runs, or arithmetic, to answer: the notebook's `table NAME` and `plot NAME`.
///
/// A study runs the model's own nodes, with the settings and the seed of the run that is in use, and answers with
/// numbers. What is computed from a theory is marked as such, so that nobody takes it for measured.
public struct Study: Sendable {
  /// Its name within the model: a word.
  public let name: String
  /// What it asks, in half a sentence.
  public let summary: String
  /// Answers it. The same settings and seed give the same table. It should take less than a second.
  public let answer: @Sendable (Settings, _ seed: UInt64) -> StudyTable

  /// Makes a study.
  public init(
    _ name: String, _ summary: String,
    answer: @escaping @Sendable (Settings, _ seed: UInt64) -> StudyTable
  ) {
    self.name = name
    self.summary = summary
    self.answer = answer
  }
}

/// What a study found: rows of numbers and words, how to draw them, and what has to be said about them.
public struct StudyTable: Hashable, Sendable {
  /// A column: what its values are, and their unit.
  public struct Column: Hashable, Sendable {
    /// What the values are: "response time, p99". No two columns have the same name.
    public let name: String
    /// Their unit, in the plural: "ticks"; empty where there is none.
    public let unit: String

    /// Makes a column.
    public init(_ name: String, unit: String = "") {
      self.name = name
      self.unit = unit
    }

    /// The name with its unit: `response time (ticks)`.
    package var title: String { unit.isEmpty ? name : "\(name) (\(unit))" }
  }

  /// One value of a table.
  public enum Value: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral
  {
    /// A number. It is finite.
    case number(Double)
    /// A word or a few.
    case word(String)
    /// There is none: the run did not come to one.
    case none

    /// A whole number.
    public init(_ number: Int) { self = .number(Double(number)) }
    /// A number; none where it is not finite.
    public init(_ number: Double) { self = number.isFinite ? .number(number) : .none }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A word.
    public init(stringLiteral value: String) { self = .word(value) }
  }

  /// One line of a plot: a column over the axis.
  public struct Series: Hashable, Sendable {
    /// Where its heights come from.
    public enum Origin: Hashable, Sendable {
      /// Counted in runs: drawn as points.
      case measured
      /// Computed from a formula: drawn as a curve.
      case theory
    }

    /// The column of the heights.
    public let column: String
    /// The column of one standard error of them; none where they are exact.
    public let error: String?
    /// Where they come from.
    public let origin: Origin

    /// Makes a series.
    public init(_ column: String, error: String? = nil, _ origin: Origin = .measured) {
      self.column = column
      self.error = error
      self.origin = origin
    }
  }

  /// How a table is drawn. A table without one has no plot.
  public struct Drawing: Hashable, Sendable {
    /// Whether equal steps on an axis add or multiply.
    public enum Scale: Hashable, Sendable { case linear, logarithmic }

    /// The column of the axis from left to right.
    public let x: String
    /// What the heights are, with their unit: "response time (ticks)".
    public let yName: String
    /// What is drawn over it.
    public let series: [Series]
    /// The scale from left to right.
    public let xScale: Scale
    /// The scale of the heights.
    public let yScale: Scale

    /// Makes a drawing.
    public init(
      x: String, yName: String, _ series: [Series], xScale: Scale = .linear, yScale: Scale = .linear
    ) {
      self.x = x
      self.yName = yName
      self.series = series
      self.xScale = xScale
      self.yScale = yScale
    }
  }

  /// The columns, from left to right.
  public let columns: [Column]
  /// The rows, each with a value for each column.
  public private(set) var rows: [[Value]] = []
  /// How it is drawn.
  public let drawing: Drawing?
  /// What has to be said about it, a sentence each: how many runs, of what, what is computed.
  public let remarks: [String]

  /// Makes a table without rows.
  public init(columns: [Column], drawing: Drawing? = nil, remarks: [String] = []) {
    self.columns = columns
    self.drawing = drawing
    self.remarks = remarks
  }

  /// Adds a row.
  ///
  /// - Precondition: it has a value for each column.
  public mutating func append(_ row: [Value]) {
    precondition(row.count == columns.count, "a row has \(row.count) values for \(columns.count) columns")
    rows.append(row)
  }

  /// The place of a column.
  package func place(of column: String) -> Int? { columns.firstIndex { $0.name == column } }
}
