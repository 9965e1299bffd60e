import AtollConsistency
import AtollDiagrams

/// Why a consistency level does not hold, as a picture and in words.
public enum CoreText {
  /// The picture of a core.
  package static func diagram(_ core: ViolationCore, arrow: String = "→") -> HistoryDiagram {
    let operations = core.operations
    let places = Dictionary(uniqueKeysWithValues: operations.enumerated().map { ($1.number, $0) })
    return HistoryDiagram(
      operations: operations.map { operation in
        .init(
          name: "#\(operation.number) by \(core.history.clients[operation.client])",
          words: words(operation, core, arrow), invoked: operation.invoked,
          returned: operation.isPending ? nil : operation.returned)
      },
      order: core.deepest.compactMap { places[$0] }, culprit: core.culprit.flatMap { places[$0.number] },
      keepsRealTime: core.level == .linearizable)
  }

  /// What was asked and answered: `read → 1`.
  private static func words(
    _ operation: CheckedHistory.Operation, _ core: ViolationCore, _ arrow: String
  ) -> String {
    let words = core.history.words(of: operation)
    guard !operation.isPending, let reply = words.reply else { return words.request }
    return reply == "ok" ? words.request : "\(words.request) \(arrow) \(reply)"
  }

  /// The picture with its explanation, as output lines.
  package static func lines(_ core: ViolationCore, _ options: DisplayOptions) -> [OutputLine] {
    var lines = lines(diagram(core, arrow: options.arrow), options)
    if options.signs != .sentences { lines.append(OutputLine(legend(core, options), .dim)) }
    return lines + notes(core).map { OutputLine($0) }
  }

  /// A picture of a history as output lines.
  package static func lines(_ diagram: HistoryDiagram, _ options: DisplayOptions) -> [OutputLine] {
    if options.signs == .sentences { return diagram.sentences().map { OutputLine($0) } }
    let text = diagram.text(width: options.width, glyphs: options.signs == .unicode ? .unicode : .ascii)
    return text.map { line in OutputLine(line.spans.map { ($0.text, DiagramText.role($0.role)) }) }
  }

  /// What the signs of the picture mean, as far as they occur.
  private static func legend(_ core: ViolationCore, _ options: DisplayOptions) -> String {
    let isUnicode = options.signs == .unicode
    var parts: [String] = []
    if core.level == .linearizable, !core.deepest.isEmpty {
      parts.append("1 2 ...: as far as an order comes")
    }
    if core.culprit != nil, !core.deepest.contains(core.culprit?.number ?? 0) {
      parts.append("\(isUnicode ? "✗" : "X"): cannot be explained")
    }
    if !core.pending.isEmpty {
      parts.append("\(isUnicode ? "┄" : "~"): may take effect at any time, or never")
    }
    return parts.joined(separator: "; ")
  }

  /// The sentences below the picture.
  package static func notes(_ core: ViolationCore) -> [String] {
    let cut = "A limit was reached: it may be that fewer operations would show it."
    return [core.sentence] + (core.isIrreducible ? [] : [cut])
  }

  /// The levels with their verdicts, the strongest that hold last.
  package static func lines(_ report: LevelReport) -> [OutputLine] {
    let width = ConsistencyLevel.allCases.map(\.words.count).max() ?? 0
    var lines = report.verdicts.map { level, verdict -> OutputLine in
      let (word, role): (String, OutputLine.Role) =
        switch verdict {
        case .holds: ("yes", .pass)
        case .broken: ("no", .fail)
        case .unknown: ("unknown (a limit was reached)", .warning)
        case .undefined: ("asked of reads and writes of registers only", .dim)
        }
      let name = level.words
      return OutputLine([
        ("  " + name + String(repeating: " ", count: width + 2 - name.count), .plain), (word, role),
      ])
    }
    let strongest = report.maximal.map(\.words)
    lines.append(
      OutputLine(
        strongest.isEmpty
          ? "none of them is known to hold" : "the strongest that hold: \(strongest.joined(separator: ", "))")
    )
    return lines
  }
}
