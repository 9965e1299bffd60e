import Atoll

/// What a client can ask of a node that has a logical clock.
public enum ClockRequest: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Do something that concerns no other node.
  case event
  /// Send a message.
  case send(to: NodeID)

  /// The request in words.
  public var description: String {
    switch self {
    case .event: "event"
    case .send(let node): "send to \(node)"
    }
  }
}

extension ClientCommand {
  /// `event NODE`
  static let event = ClientCommand("event", "", "something happens at NODE that concerns no other node") {
    words, _ throws(ClientCommandError) in
    guard words.isEmpty else { throw ClientCommandError("a local event takes only a node. Say: event a") }
    return ClockRequest.event
  }

  /// `send NODE TO`
  static let send = ClientCommand("send", "TO", "NODE sends a message to TO") {
    words, names throws(ClientCommandError) in
    guard words.count == 1, let place = names.firstIndex(of: words[0]) else {
      throw ClientCommandError(
        "send to which node? There are: \(names.joined(separator: ", ")). Say: send a b")
    }
    return ClockRequest.send(to: NodeID(place))
  }
}
