/// Puts a value into words for a reader: `copy(key: "x", value: 1)`, with nodes by the names of their cluster.
///
/// It walks the value by reflection, so that authors of nodes need not write descriptions. A type that describes
/// itself (`CustomStringConvertible`) is taken at its word. Collections without an order are sorted by their text, so
/// that equal values always give equal text.
///
/// - Complexity: linear in the size of the value, and slow (microseconds a field): for what a reader looks at.
public struct ValueText {
  /// The nodes' names, by `NodeID.index`.
  public let names: [String]

  /// Makes a describer for a cluster's names.
  public init(names: [String]) { self.names = names }

  /// The stored properties of a value by name, each in words: a node's state, line by line.
  public func fields(_ value: Any) -> [(name: String, text: String)] {
    let mirror = Mirror(reflecting: unwrapped(value))
    return mirror.children.enumerated().map { ($1.label ?? "\($0)", text($1.value)) }
  }

  private func unwrapped(_ value: Any) -> Any {
    (value as? any WrapsNode)?.wrappedNode ?? value
  }

  private func name(_ node: NodeID) -> String {
    names.indices.contains(node.index) ? names[node.index] : node.description
  }

  /// The value in words.
  public func text(_ value: Any) -> String {
    switch value {
    case let node as NodeID: return name(node)
    case let stamp as LamportTimestamp: return "\(stamp.counter)@\(name(stamp.node))"
    case let wrapper as any WrapsTimerName: return text(wrapper.wrappedName)
    case let nodes as NodeSet: return "{" + nodes.map { text($0) }.joined(separator: ", ") + "}"
    case let string as String: return string
    default: break
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.map { text($0.value) } ?? "none"
    case .collection: return "[" + mirror.children.map { text($0.value) }.joined(separator: ", ") + "]"
    case .set: return "{" + mirror.children.map { text($0.value) }.sorted().joined(separator: ", ") + "}"
    case .dictionary:
      return "[" + mirror.children.map { pair($0.value) }.sorted().joined(separator: ", ") + "]"
    case .tuple: return "(" + mirror.children.map(argument).joined(separator: ", ") + ")"
    case .enum: return enumCase(value, mirror)
    default: break
    }
    if let map = value as? any NodeMapText { return "[" + map.pairs(self).joined(separator: ", ") + "]" }
    if let described = value as? any CustomStringConvertible { return described.description }
    if mirror.displayStyle == .struct { return structure(value, mirror) }
    return String(describing: value)
  }

  private func enumCase(_ value: Any, _ mirror: Mirror) -> String {
    if let described = value as? any CustomStringConvertible { return described.description }
    guard let payload = mirror.children.first else { return String(describing: value) }
    let name = payload.label ?? ""
    let inner = Mirror(reflecting: payload.value)
    guard inner.displayStyle == .tuple else { return "\(name)(\(text(payload.value)))" }
    return "\(name)(" + inner.children.map(argument).joined(separator: ", ") + ")"
  }

  private func structure(_ value: Any, _ mirror: Mirror) -> String {
    "\(type(of: value))(" + mirror.children.map(argument).joined(separator: ", ") + ")"
  }

  private func argument(_ child: Mirror.Child) -> String {
    guard let label = child.label, !label.hasPrefix(".") else { return text(child.value) }
    return "\(label): \(text(child.value))"
  }

  private func pair(_ value: Any) -> String {
    Mirror(reflecting: value).children.map { text($0.value) }.joined(separator: ": ")
  }
}

/// A node that stands for another one.
protocol WrapsNode {
  var wrappedNode: Any { get }
}

extension AnyNode: WrapsNode {
  var wrappedNode: Any { base }
}

/// The name of a timer of a node that another one stands for.
protocol WrapsTimerName {
  var wrappedName: Any { get }
}

extension AnyNode.TimerName: WrapsTimerName {
  var wrappedName: Any { base }
}

/// A map from nodes that can put its entries into words.
private protocol NodeMapText {
  func pairs(_ describer: ValueText) -> [String]
}

extension NodeMap: NodeMapText {
  fileprivate func pairs(_ describer: ValueText) -> [String] {
    map { node, value in "\(describer.text(node)): \(describer.text(value))" }
  }
}
