import Atoll

/// Why a problem cannot be explored: the reason is in the nodes' code or in the properties.
package enum ExplorationError: Error, Equatable {
  /// There are more properties than 64.
  case tooManyProperties(Int)
  /// The properties tell more than 64 facts about nodes apart: an agreement with very many decisions, as a rule.
  case tooManyFacts
  /// The network may split in any way, and there are more than twelve nodes.
  case tooManyCuts(Int)
  /// It is asked what must happen at some time, with faults of which nothing is said about what is fair.
  case noFairness(String)
  /// The problem says of no nodes that they are interchangeable, or says so of nodes that are not.
  case noSymmetry(String)
  /// A handler did two different things in the same state with the same event.
  case impureHandler(ImpureHandler)
  /// The search for a fair loop found one that the checker refuses: a mistake of this program.
  case refusedLoop(String)
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
    case .noFairness(let what): "what must happen at some time cannot be asked \(what)"
    case .noSymmetry(let why): "symmetry cannot be used: \(why)"
    case .tooManyFacts: "the properties tell more than 64 facts about nodes apart"
    case .impureHandler(let handler):
      "the handler of node \(handler.node) does not always do the same: at \(handler.event), in state "
        + "\(handler.state), it did \(handler.results[0]); the second time \(handler.results[1])"
    case .refusedLoop(let why): "a loop was found that is no fair run: \(why)"
    }
  }

  /// What to do about it.
  package var advice: String {
    switch self {
    case .tooManyProperties: "ask for fewer"
    case .tooManyFacts: "let an agreement decide among fewer values, or ask for fewer properties"
    case .tooManyCuts: "let the model name the ways in which it may split, or explore fewer nodes"
    case .noFairness: "explore without that, or a model without \"eventually\""
    case .noSymmetry: "explore without symmetry"
    case .impureHandler:
      "iterate a NodeSet or a NodeMap instead of a Set or a Dictionary; draw with context.choose; read no clock"
    case .refusedLoop: "this is a mistake in atoll: please report it, with the command"
    }
  }
}
