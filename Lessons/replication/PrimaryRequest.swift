/// What a client, or the operator, can ask of a replica.
public enum PrimaryRequest: Hashable, Codable, Sendable, CustomStringConvertible {
  case register(RegisterRequest)
  /// The operator: become the primary.
  case promote

  /// The request as it is typed, without the node.
  public var description: String {
    switch self {
    case .register(let request): request.description
    case .promote: "promote"
    }
  }
}
