/// A value in a log: what EDN and JSON have in common.
package indirect enum LogValue: Hashable, Sendable {
  case nothing
  case integer(Int)
  case text(String)
  /// A keyword, a symbol, or a number that is no integer.
  case word(String)
  case list([LogValue])
  case map([String: LogValue])

  /// The value as a log writes it, texts without quotes.
  package var text: String {
    switch self {
    case .nothing: "nil"
    case .integer(let number): String(number)
    case .text(let text), .word(let text): text
    case .list(let items): "[" + items.map(\.text).joined(separator: " ") + "]"
    case .map(let fields):
      "{" + fields.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.text)" }.joined(separator: ", ")
        + "}"
    }
  }

  /// The items of a list.
  package var items: [LogValue]? { if case .list(let items) = self { items } else { nil } }

  var integer: Int? { if case .integer(let number) = self { number } else { nil } }
}
