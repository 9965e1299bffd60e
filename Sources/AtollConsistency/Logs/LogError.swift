/// Why a log cannot be read.
package struct LogError: Error, Hashable, CustomStringConvertible {
  /// The line, from 1; none where the file as a whole is wrong.
  package let line: Int?
  /// What is wrong.
  package let what: String
  /// What would be right.
  package let next: String

  init(_ line: Int?, _ what: String, next: String = "") {
    self.line = line
    self.what = what
    self.next = next
  }

  package var description: String {
    (line.map { "line \($0): " } ?? "") + what + (next.isEmpty ? "" : "; \(next)")
  }
}
