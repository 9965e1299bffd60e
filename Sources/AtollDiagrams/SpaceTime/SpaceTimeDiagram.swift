import Atoll

/// The space-time diagram of a trace or of a part of it: a lifeline for each node, time going down the page, one
/// row for each event, a line for each message from its send to its delivery or its loss.
///
/// The diagram is a function of the trace and the options alone: the same trace gives the same bytes. Ticks are
/// not to scale; the order of the rows is the order of the events.
/// - SeeAlso: Leslie Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System" (1978).
public struct SpaceTimeDiagram: Hashable, Sendable {
  /// Which part of a trace is drawn.
  public enum Window: Hashable, Sendable {
    /// The whole trace.
    case all
    /// The events with these numbers.
    case events(ClosedRange<Int>)
    /// The events at these ticks.
    case ticks(ClosedRange<Int>)
  }

  /// What is drawn.
  public var trace: Trace
  /// Which part of it.
  public var window: Window
  /// The nodes that get a lifeline, all where it is nil. Events at other nodes are left out, and the diagram says so.
  public var nodes: [NodeID]?
  /// Whether of equal rounds of sends, losses and time-outs only the first one is drawn, and the others are counted.
  /// A picture draws all of them.
  public var foldsRounds: Bool

  /// Makes the diagram of a part of a trace.
  public init(trace: Trace, window: Window = .all, nodes: [NodeID]? = nil, foldsRounds: Bool = false) {
    self.trace = trace
    self.window = window
    self.nodes = nodes
    self.foldsRounds = foldsRounds
  }

  /// The diagram for a terminal.
  ///
  /// Where the width is short, the lifelines move together, then words are cut with `…`, and as the last resort
  /// lifelines are left out, and a line says whose.
  /// - Parameters:
  ///   - width: The columns that no line exceeds; less than 40 counts as 40.
  ///   - rows: How many lines the whole may have (less than 12 counts as 12); then the last events are shown, and
  ///     a line says how many are not; the legend gives way first. Without it all events of the window are shown.
  ///   - glyphs: Unicode or ASCII.
  ///   - legend: Whether the signs that occur are explained below.
  ///   - hint: How to see the events that are not drawn or only counted, in the caller's words: shown where some
  ///     are not.
  /// - Complexity: O(events of the trace + lines × width).
  public func text(
    width: Int, rows: Int? = nil, glyphs: DiagramGlyphs = .unicode, legend: Bool = true, hint: String = ""
  ) -> [DiagramLine] {
    var page = TextPage(
      width: max(40, width), glyphs: glyphs, legend: legend, hint: SafeText.printable(hint))
    let nodes = page.nodesThatFit(SpaceTimeLayout.nodes(of: self), in: self)
    guard let rows else { return page.lines(SpaceTimeLayout(self, nodes: nodes)) }
    let limit = max(12, rows)
    let lines = lastLines(page, nodes, limit: limit, eventsMin: 6)
    if lines.count <= limit || !legend { return lines }
    // So few lines are for the events, not for the legend.
    page.legend = false
    return lastLines(page, nodes, limit: limit, eventsMin: 1)
  }

  /// The last events that fit `limit` lines, but not fewer than `eventsMin`.
  ///
  /// What stands around the events (notices, legend) depends on which events they are, so this takes away what is
  /// over until all fits.
  private func lastLines(_ page: TextPage, _ nodes: [NodeID], limit: Int, eventsMin: Int) -> [DiagramLine] {
    var events = limit
    while true {
      let lines = page.lines(SpaceTimeLayout(self, nodes: nodes, last: events))
      if lines.count <= limit || events <= eventsMin { return lines }
      events = max(eventsMin, events - (lines.count - limit))
    }
  }

  /// The text equivalent, for screen readers and plain text: one sentence for each event, then what is still open.
  public func sentences() -> [String] {
    SpaceTimeLayout(self, nodes: SpaceTimeLayout.nodes(of: self)).sentences()
  }

  /// The events of the window alone, one sentence each.
  public func eventSentences() -> [String] {
    var whole = self
    whole.foldsRounds = false
    let layout = SpaceTimeLayout(whole, nodes: SpaceTimeLayout.nodes(of: whole))
    return layout.rows.map(layout.sentence)
  }

  /// The diagram as an SVG document that needs nothing else: fonts, light and dark colours and the text
  /// equivalent (`<title>`, `<desc>`) are inside. It may stand in a file or within an HTML page.
  /// - Parameter title: What the picture shows, for `<title>`; a plain one where it is nil.
  public func svg(title: String? = nil) -> String {
    var whole = self
    whole.foldsRounds = false
    return SpaceTimeSVG(SpaceTimeLayout(whole, nodes: SpaceTimeLayout.nodes(of: whole)), title: title)
      .document()
  }
}
