/// The types that an exercise fixes for a node that a learner writes: what the nodes say to each other, what a client
/// asks, what a node is made from, and what can be seen of its state from outside.
public protocol NodeContract: Sendable {
  /// What nodes send to each other.
  associatedtype Message: Hashable & Codable & Sendable = Never
  /// What a client can ask of the node.
  associatedtype Request: Hashable & Codable & Sendable = Never
  /// What the node can answer to a client.
  associatedtype Reply: Hashable & Codable & Sendable = Never
  /// What a node is made from: its input, say.
  associatedtype Setup: Hashable & Codable & Sendable
  /// What a suite can see of a state: the decision, say. All else is the learner's own affair.
  associatedtype Observation: Hashable & Codable & Sendable
}

/// A node that a learner writes for an exercise.
///
/// A contract refines this protocol, fixes the types and asks for the initialiser and the properties in the words of the
/// exercise; an extension in the contract says how `setup` and `observation` come from them. The names of timers and
/// everything that is stored are left to the learner.
public protocol ContractNode: Node
where Message == Contract.Message, Request == Contract.Request, Reply == Contract.Reply {
  /// The types that the exercise fixes.
  associatedtype Contract: NodeContract

  /// A node before its start.
  init(setup: Contract.Setup)

  /// What can be seen of its state from outside.
  var observation: Contract.Observation { get }
}

/// The reply of a node that only takes notice of its requests. In an exercise it is given for the node, as soon as the
/// handler returns.
public enum Notice: String, Hashable, Codable, Sendable {
  /// The request was taken.
  case taken
}
