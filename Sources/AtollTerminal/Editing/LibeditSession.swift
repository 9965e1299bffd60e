import AtollText
import CAtollEdit
import Foundation

/// One libedit editor on a terminal.
///
/// Not Sendable and bound to the thread that made it: libedit keeps state of its own and of the terminal.
final class LibeditSession {
  /// The candidates for the word before the cursor.
  var complete: LineEditor.Completer = { _, _ in [] }

  private var editor: OpaquePointer?
  private let output: Int32
  private var promptWidth = 0

  /// Fails where libedit cannot start on these descriptors.
  init?(input: Int32, output: Int32) {
    self.output = output
    _ = atoll_edit_use_utf8()
    let context = Unmanaged.passUnretained(self).toOpaque()
    editor = atoll_edit_open(
      input, output, context,
      { context, editor in
        guard let context, let editor else { return CInt(ATOLL_COMPLETION_NONE) }
        return Unmanaged<LibeditSession>.fromOpaque(context).takeUnretainedValue().completeWord(in: editor)
      },
      { context, editor in
        guard let context, let editor else { return }
        Unmanaged<LibeditSession>.fromOpaque(context).takeUnretainedValue().goToStart(in: editor)
      })
    guard editor != nil else { return nil }
  }

  deinit { atoll_edit_close(editor) }

  func begin(with letter: UInt8) { atoll_edit_push_back(editor, letter) }

  func remember(_ line: String) {
    atoll_edit_remember(editor, line)
  }

  func readLine(prompt: StyledLine, style: OutputStyle) -> LineEditor.Outcome {
    // libedit takes what stands between two \1 as without width and ties it to the character that follows, so there
    // must be one: neighbouring sequences are joined, and a space stands at the end.
    let marked = prompt.rendered(in: style, markingEscapesWith: "\u{1}")
    let text = marked.replacing("\u{1}\u{1}", with: "") + " "
    promptWidth = prompt.width + 1
    var start: UnsafePointer<CChar>?
    var length = 0
    let outcome = text.withCString { atoll_edit_read(editor, $0, &start, &length) }
    switch Int(outcome) {
    case ATOLL_EDIT_LINE:
      return .line(Self.text(start, length))
    case ATOLL_EDIT_INTERRUPTED:
      write("^C\n")
      return .interrupted
    default:
      write("\n")
      return .end
    }
  }

  // The whole line, and its part before the cursor.
  private static func line(of editor: OpaquePointer) -> (line: String, before: String) {
    var start: UnsafePointer<CChar>?
    var (cursor, length) = (0, 0)
    atoll_edit_line(editor, &start, &cursor, &length)
    return (text(start, length), text(start, cursor))
  }

  // Terminals wrap a long line anew when they are resized, so the row of the cursor follows from the new width.
  private func goToStart(in editor: OpaquePointer) {
    let row = row(after: Self.line(of: editor).before)
    write((row > 0 ? "\u{1B}[\(row)A" : "") + "\r\u{1B}[J")
  }

  // The row, from the prompt's own, in which the cursor stands after the prompt and this text.
  private func row(after text: String) -> Int {
    let width = max(2, OutputStyle.terminalWidth(of: output) ?? 80)
    var row = promptWidth / width
    var column = promptWidth % width
    for character in text {
      // A wide character that does not fit into the last column moves to the next row as a whole.
      if column + character.displayWidth > width { (row, column) = (row + 1, 0) }
      column += character.displayWidth
    }
    return column == width ? row + 1 : row
  }

  private func completeWord(in editor: OpaquePointer) -> CInt {
    let (line, before) = Self.line(of: editor)
    let index = line.utf8.index(line.startIndex, offsetBy: before.utf8.count, limitedBy: line.endIndex)
    switch Completion(beforeCursor: before, candidates: complete(line, index ?? line.endIndex)) {
    case .none:
      return CInt(ATOLL_COMPLETION_NONE)
    case .insert(let text):
      atoll_edit_replace(editor, 0, text)
      return CInt(ATOLL_COMPLETION_CHANGED)
    case .list(let words):
      let width = max(1, OutputStyle.terminalWidth(of: output) ?? 80)
      // The cursor may stand in an upper row of a long line: go below its last one.
      let rowsBelow = row(after: line) - row(after: before)
      write(String(repeating: "\n", count: 1 + rowsBelow) + Completion.columns(words, width: width))
      return CInt(ATOLL_COMPLETION_LISTED)
    }
  }

  private static func text(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
    let bytes = UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : length)
    return String(decoding: bytes, as: UTF8.self)
  }

  // The terminal is ours and shows what it can; that it is gone is told by the next read.
  private func write(_ text: String) {
    try? Output(descriptor: output, style: OutputStyle(environment: [:], isTerminal: true)).write(text)
  }
}
