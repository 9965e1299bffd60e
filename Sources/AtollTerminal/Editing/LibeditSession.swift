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
    editor = atoll_edit_open(input, output, context) { context, editor in
      guard let context, let editor else { return CInt(ATOLL_COMPLETION_NONE) }
      let session = Unmanaged<LibeditSession>.fromOpaque(context).takeUnretainedValue()
      return session.completeWord(in: editor)
    }
    guard editor != nil else { return nil }
  }

  deinit { atoll_edit_close(editor) }

  func remember(_ line: String) {
    atoll_edit_remember(editor, line)
  }

  func readLine(prompt: StyledLine, style: OutputStyle) -> LineEditor.Outcome {
    // libedit takes what stands between two \1 as without width. The last must not be an escape sequence.
    let text = prompt.rendered(in: style, markingEscapesWith: "\u{1}") + " "
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

  private func completeWord(in editor: OpaquePointer) -> CInt {
    var start: UnsafePointer<CChar>?
    var (cursor, length) = (0, 0)
    atoll_edit_line(editor, &start, &cursor, &length)
    let before = Self.text(start, cursor)
    let line = Self.text(start, length)
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
      let rowsBelow = (promptWidth + line.displayWidth) / width - (promptWidth + before.displayWidth) / width
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
