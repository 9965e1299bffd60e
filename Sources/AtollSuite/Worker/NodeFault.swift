/// What a handler of a learner's node must not do, in words for the learner: they are the error's description.
enum NodeFault: Error, CustomStringConvertible {
  case impure(Impurity)
  case longMessage(Int)
  case longTimer(Int)
  case choices

  var description: String {
    switch self {
    case .impure(let impurity): impurity.text
    case .longMessage(let bytes):
      "your node sends a message of \(bytes) bytes: more than \(NodeLimits.messageBytes) are not taken"
    case .longTimer(let ticks):
      "your node sets a timer for \(ticks) ticks: more than \(NodeLimits.ticks) are not taken"
    case .choices:
      "your node chooses more than \(NodeLimits.choices) times in one step, or among more than \(NodeLimits.possibilities) "
        + "possibilities"
    }
  }
}

/// A handler that is no function of its node's state and the event.
struct Impurity {
  let node: String
  let event: String
  let state: String
  /// What the handler did, the first time and the second.
  let did: [String]

  private static let advice =
    "A handler may depend on nothing but the node's state and the event: draw with context.choose, walk through a NodeSet "
    + "or a NodeMap instead of a Set or a Dictionary, and use no clock and no variable outside the node."

  var text: String {
    """
    a handler of node \(node) does not always do the same
      at:            \(event)
      in:            \(state)
      first it did:  \(did.first ?? "")
      then:          \(did.last ?? "")
    \(Impurity.advice)
    """
  }
}
