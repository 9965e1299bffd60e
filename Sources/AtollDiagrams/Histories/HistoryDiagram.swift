import AtollText

/// A picture of a few client operations: a bar for each from its invocation to its response, time from left to right.
///
/// Where one bar ends before another begins, the first operation precedes the second in real time; bars of which neither
/// ends before the other begins overlap. Distances mean nothing. Numbers in the bars say in which order the operations
/// can have taken effect.
public struct HistoryDiagram: Hashable, Sendable {
  /// One operation.
  public struct Operation: Hashable, Sendable {
    /// What to call it: `#3 client 2`.
    public var name: String
    /// What was asked and answered: `read → 1`.
    public var words: String
    /// The place of the invocation among all invocations and responses.
    public var invoked: Int
    /// The place of the response; none where the operation is drawn as pending.
    public var returned: Int?

    /// Makes an operation.
    public init(name: String, words: String, invoked: Int, returned: Int?) {
      self.name = name
      self.words = words
      self.invoked = invoked
      self.returned = returned
    }
  }

  /// The operations in the order in which they are drawn, from top to bottom.
  public var operations: [Operation]
  /// The places of operations in the order in which they can have taken effect, as far as that goes.
  public var order: [Int]
  /// The place of the operation that cannot have been answered so; none where there is none.
  public var culprit: Int?
  /// Whether the order follows real time, so that its numbers can stand where they belong in the bars.
  public var keepsRealTime: Bool

  /// Makes a picture.
  public init(operations: [Operation], order: [Int], culprit: Int? = nil, keepsRealTime: Bool = true) {
    self.operations = operations
    self.order = order
    self.culprit = culprit
    self.keepsRealTime = keepsRealTime
  }

  /// The picture for a terminal.
  ///
  /// - Parameters:
  ///   - width: The columns that no line exceeds; less than 40 counts as 40.
  ///   - glyphs: Unicode or ASCII.
  public func text(width: Int, glyphs: DiagramGlyphs = .unicode) -> [DiagramLine] {
    HistoryText(HistoryLayout(self), width: max(40, width), glyphs: glyphs).lines
  }

  /// The text equivalent, one sentence for each operation, then the order.
  public func sentences() -> [String] {
    let text = operations.map { operation -> String in
      let name = SafeText.printable("\(operation.name): \(operation.words)")
      let before = operations.filter { $0.returned.map { $0 < operation.invoked } ?? false }.map(\.name)
      let after = before.isEmpty ? "" : "; it began after \(before.joined(separator: ", ")) had ended"
      return name + SafeText.printable(after) + "."
    }
    guard !order.isEmpty else { return text }
    let names = order.filter(operations.indices.contains).map { operations[$0].name }
    return text + [
      SafeText.printable("They can have taken effect in this order: \(names.joined(separator: ", ")).")
    ]
  }

  /// The picture as an SVG document that needs nothing else.
  ///
  /// - Parameters:
  ///   - title: What it shows, for `<title>`.
  ///   - notes: Sentences that stand below the bars.
  public func svg(title: String, notes: [String] = []) -> String {
    HistorySVG(HistoryLayout(self), title: title, notes: notes).document()
  }
}
