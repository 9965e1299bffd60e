import Atoll
import AtollDiagrams

/// The space-time diagram as output lines.
enum DiagramText {
  /// The end of the whole, as much as fits the rows, with equal rounds told once; or all of a part of it.
  ///
  /// - Parameter isFound: whether the run was found, and is not the one in hand: then the whole is drawn.
  static func lines(
    _ trace: Trace, window: ClosedRange<Int>?, isFound: Bool = false, _ options: DisplayOptions
  ) -> [OutputLine] {
    let diagram = SpaceTimeDiagram(
      trace: trace, window: window.map { .events($0) } ?? .all, foldsRounds: window == nil)
    if options.signs == .sentences { return diagram.sentences().map { OutputLine($0) } }
    let glyphs: DiagramGlyphs = options.signs == .unicode ? .unicode : .ascii
    let hint = window != nil ? "" : isFound ? "\"follow\", then \"diagram all\"" : "diagram all"
    return diagram.text(
      width: options.width, rows: window == nil && !isFound ? options.rows : nil, glyphs: glyphs, hint: hint
    ).map { line in
      OutputLine(line.spans.map { ($0.text, role($0.role)) })
    }
  }

  static func role(_ role: DiagramRole) -> OutputLine.Role {
    switch role {
    case .heading: .heading
    case .lifeline: .lifeline
    case .message: .message
    case .drop: .drop
    case .fault, .network: .fault
    case .operation: .operation
    case .timer: .timer
    case .note, .label: .plain
    case .dim: .dim
    }
  }
}
