import AtollText

/// How to cut a text to the columns that it may take on a terminal.
enum DisplayWidth {
  /// A text cut to a number of columns, with `ellipsis` at its end where something is missing.
  static func fit(_ text: String, _ columns: Int, ellipsis: String) -> String {
    // The bound on bytes saves the count for the usual short ASCII label.
    if text.utf8.count <= columns || text.displayWidth <= columns { return text }
    let room = columns - ellipsis.displayWidth
    guard room > 0 else { return String(ellipsis.prefix(max(0, columns))) }
    var kept = ""
    var used = 0
    for character in text {
      used += character.displayWidth
      if used > room { break }
      kept.append(character)
    }
    return kept + ellipsis
  }
}
