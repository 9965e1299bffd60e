import Atoll

/// What a client wants.
public enum EdgeRequest: Hashable, Codable, Sendable, CustomStringConvertible {
  /// To see a page.
  case visit(page: Int)
  /// The owner of the name lets it point to the other origin.
  case move

  /// As it is typed.
  public var description: String {
    switch self {
    case .visit(let page): "visit \(page)"
    case .move: "move"
    }
  }
}

/// What a client is told.
public enum EdgeReply: Hashable, Codable, Sendable { case page(version: Int), failed, moved }

/// What the nodes say to each other. A visit is named by its number.
public enum EdgeMessage: Hashable, Codable, Sendable {
  case resolve(visit: Int)
  case address(NodeID, visit: Int)
  case get(page: Int, visit: Int)
  case content(page: Int, version: Int, visit: Int)
}
