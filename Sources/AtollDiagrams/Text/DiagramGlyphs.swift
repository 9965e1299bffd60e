/// Which characters a diagram on a terminal is made of.
public enum DiagramGlyphs: String, Hashable, Sendable, CaseIterable {
  /// Box drawing and a few geometric signs, all one column wide.
  case unicode
  /// ASCII only, labels included: for plain mode.
  case ascii
}

/// The characters of a space-time diagram, by what they stand for.
///
/// The Unicode signs are narrow everywhere and have no emoji form (so `►`, not `▶`; `◷`, not `⏰`).
struct GlyphSet {
  var lifeline, down, paused, horizontal, crossing: Character
  var send, sendLeft, delivery, headRight, headLeft: Character
  var flight, turnDownRight, turnDownLeft, turnRight, turnLeft, branch, loose: Character
  var dropped: Character
  var operation, operationTop, operationBottom, operationLine, operationCrossing, operationEnd: Character
  var crash, recovery, pause, timeout, note: Character
  var band, bandLifeline, splitTop, splitSide, splitBetween, splitBottom: Character
  var ellipsis: String

  static let unicode = GlyphSet(
    lifeline: "│", down: "·", paused: ":", horizontal: "─", crossing: "┼",
    send: "├", sendLeft: "┤", delivery: "●", headRight: "►", headLeft: "◄",
    flight: "┊", turnDownRight: "╮", turnDownLeft: "╭", turnRight: "╰", turnLeft: "╯", branch: "┬",
    loose: "┄",
    dropped: "×",
    operation: "┃", operationTop: "┏", operationBottom: "┗", operationLine: "━", operationCrossing: "╂",
    operationEnd: "┥",
    crash: "✗", recovery: "↻", pause: "‖", timeout: "◷", note: "◇",
    band: "═", bandLifeline: "╪", splitTop: "╔", splitSide: "║", splitBetween: "╠", splitBottom: "╚",
    ellipsis: "…")

  static let ascii = GlyphSet(
    lifeline: "|", down: ".", paused: "\"", horizontal: "-", crossing: "|",
    send: "+", sendLeft: "+", delivery: "o", headRight: ">", headLeft: "<",
    flight: ":", turnDownRight: ".", turnDownLeft: ".", turnRight: "'", turnLeft: "'", branch: ".",
    loose: "~",
    dropped: "x",
    operation: "#", operationTop: "#", operationBottom: "#", operationLine: "=", operationCrossing: "#",
    operationEnd: "+",
    crash: "X", recovery: "R", pause: "P", timeout: "T", note: "*",
    band: "=", bandLifeline: "|", splitTop: "!", splitSide: "!", splitBetween: "!", splitBottom: "!",
    ellipsis: "..")
}

extension DiagramGlyphs {
  var set: GlyphSet { self == .unicode ? .unicode : .ascii }

  /// A text that was made printable, in the characters that this kind allows.
  func spell(_ text: String) -> String { self == .unicode ? text : SafeText.ascii(text) }
}
