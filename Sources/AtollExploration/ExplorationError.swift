import Atoll

/// Why a problem cannot be explored: the reason is in the nodes' code or in the properties.
package enum ExplorationError: Error, Equatable {
  /// There are more properties than 64.
  case tooManyProperties(Int)
  /// The properties tell more than 64 facts about nodes apart: an agreement with very many decisions, as a rule.
  case tooManyFacts
  /// The network may split in any way, and there are more than twelve nodes.
  case tooManyCuts(Int)
  /// The problem says of no nodes that they are interchangeable, or says so of nodes that are not.
  case noSymmetry(String)
  /// A handler did two different things in the same state with the same event.
  case impureHandler(ImpureHandler)
}

/// A handler that is no function of its node's state and the event.
package struct ImpureHandler: Equatable, Sendable {
  /// The node's name.
  package let node: String
  /// What happened to it.
  package let event: String
  /// The state before.
  package let state: String
  /// What the handler did, the first time and the second.
  package let results: [String]
}

extension ExplorationError: CustomStringConvertible {
  /// What is wrong.
  package var description: String {
    switch self {
    case .tooManyProperties(let count): "\(count) properties are too many to explore at once: at most 64"
    case .tooManyCuts(let nodes): "a network of \(nodes) nodes can split in too many ways to explore them all"
    case .noSymmetry(let why): "symmetry cannot be used: \(why)"
    case .tooManyFacts: "the properties tell more than 64 facts about nodes apart"
    case .impureHandler(let handler):
      "the handler of node \(handler.node) does not always do the same: at \(handler.event), in state "
        + "\(handler.state), it did \(handler.results[0]); the second time \(handler.results[1])"
    }
  }

  /// What to do about it.
  package var advice: String {
    switch self {
    case .tooManyProperties: "ask for fewer"
    case .tooManyFacts: "let an agreement decide among fewer values, or ask for fewer properties"
    case .tooManyCuts: "let the model name the ways in which it may split, or explore fewer nodes"
    case .noSymmetry: "explore without symmetry"
    case .impureHandler:
      "iterate a NodeSet or a NodeMap instead of a Set or a Dictionary; draw with context.choose; read no clock"
    }
  }
}
