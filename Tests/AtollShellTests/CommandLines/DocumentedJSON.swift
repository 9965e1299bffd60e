/// The shape of JSON as a help page documents it: `[{name, settings: [{name, value}], status: pass|fail}]`.
///
/// A name alone is a text, a number or a truth value, or a list of those; fields may be left out, none may be added.
indirect enum DocumentedJSON {
  case plain
  case list(DocumentedJSON)
  case object([String: DocumentedJSON])

  /// Reads the shape from the text of a help page.
  static func of(page: String) -> DocumentedJSON? {
    guard let start = page.firstRange(of: "JSON: ")?.upperBound else { return nil }
    var rest = page[start...].filter { !$0.isWhitespace }[...]
    return parse(&rest)
  }

  private static func parse(_ rest: inout Substring) -> DocumentedJSON? {
    switch rest.first {
    case "[":
      rest.removeFirst()
      guard let element = parse(&rest), rest.first == "]" else { return nil }
      rest.removeFirst()
      return .list(element)
    case "{":
      rest.removeFirst()
      var fields: [String: DocumentedJSON] = [:]
      while true {
        let name = String(rest.prefix { $0.isLetter || $0 == "_" })
        guard !name.isEmpty else { return nil }
        rest.removeFirst(name.count)
        if rest.first == ":" {
          rest.removeFirst()
          guard let value = parse(&rest) else { return nil }
          fields[name] = value
        } else {
          fields[name] = .plain
        }
        guard let sign = rest.popFirst(), sign == "," || sign == "}" else { return nil }
        if sign == "}" { return .object(fields) }
      }
    default:
      rest = rest.drop { $0.isLetter || $0 == "|" || $0 == "_" }
      return .plain
    }
  }

  /// What in a value is not as documented, and which documented fields were seen.
  func problems(in value: Any, at path: String = "", seen: inout Set<String>) -> [String] {
    switch self {
    case .plain:
      if let list = value as? [Any] { return list.flatMap { problems(in: $0, at: path + "[]", seen: &seen) } }
      return value is [String: Any] ? ["\(path) is an object, which the help page does not say"] : []
    case .list(let element):
      guard let list = value as? [Any] else { return ["\(path) is no list"] }
      return list.flatMap { element.problems(in: $0, at: path + "[]", seen: &seen) }
    case .object(let fields):
      guard let object = value as? [String: Any] else { return ["\(path) is no object"] }
      return object.sorted { $0.key < $1.key }.flatMap { name, value -> [String] in
        guard let field = fields[name] else { return ["\(path).\(name) is not on the help page"] }
        seen.insert("\(path).\(name)")
        return field.problems(in: value, at: "\(path).\(name)", seen: &seen)
      }
    }
  }

  /// The paths of all documented fields.
  func fields(at path: String = "") -> Set<String> {
    switch self {
    case .plain: []
    case .list(let element): element.fields(at: path + "[]")
    case .object(let fields):
      fields.reduce(into: []) {
        $0.formUnion(["\(path).\($1.key)"] + $1.value.fields(at: "\(path).\($1.key)"))
      }
    }
  }
}
