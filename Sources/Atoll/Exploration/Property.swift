/// Something that is asked of a system, of all its configurations.
public struct Property<N: Node>: Sendable {
  /// In which sense it is asked.
  public enum Kind: String, Hashable, Codable, Sendable {
    /// It holds in every configuration: a safety property. A counterexample is a run that ends where it does not.
    case always
    /// It holds in some configuration that can be reached.
    case sometimes
    /// Every fair run comes to a configuration in which it holds: a liveness property. A counterexample is a run that
    /// ends too early, or one that goes round in a loop for ever.
    case eventually
  }

  /// How it is evaluated. What depends on single nodes is evaluated once for each local state.
  package enum Test: Sendable {
    /// Every node satisfies the condition.
    case everyNode(@Sendable (N) -> Bool)
    /// Some node satisfies the condition.
    case someNode(@Sendable (N) -> Bool)
    case agreement(@Sendable (N) -> AnyHashableSendable?)
    case atMostOne(@Sendable (N) -> Bool)
    case configuration(@Sendable (Configuration<N>) -> Bool)
    /// Every one of the demands is met; they may depend on how many nodes there are.
    case demands(@Sendable (_ nodeCount: Int) -> [Demand<N>])
    case observation(ClientObserver<N>)
    /// Something can still happen, or every node that is up is done.
    case progress(isDone: @Sendable (N) -> Bool)
  }

  /// The property's name, a claim.
  public let name: String
  /// In which sense it is asked.
  public let kind: Kind
  package let test: Test

  init(_ name: String, _ kind: Kind, _ test: Test) {
    self.name = name
    self.kind = kind
    self.test = test
  }

  /// In every configuration, every node satisfies a condition.
  public static func always(_ name: String, everyNode condition: @escaping @Sendable (N) -> Bool) -> Property
  {
    Property(name, .always, .everyNode(condition))
  }

  /// In every configuration, no two nodes have decided differently; `none` is undecided.
  ///
  /// - Note: at most 64 different decisions can be told apart; more are an error when they occur.
  public static func agreement(
    _ name: String = "agreement", on decision: @escaping @Sendable (N) -> (any Hashable & Sendable)?
  ) -> Property {
    Property(name, .always, .agreement { decision($0).map(AnyHashableSendable.init) })
  }

  /// In every configuration, at most one node satisfies a condition: mutual exclusion, one leader.
  public static func atMostOne(_ name: String, _ condition: @escaping @Sendable (N) -> Bool) -> Property {
    Property(name, .always, .atMostOne(condition))
  }

  /// In every configuration a condition holds.
  public static func always(
    _ name: String, _ condition: @escaping @Sendable (Configuration<N>) -> Bool
  ) -> Property {
    Property(name, .always, .configuration(condition))
  }

  /// In every configuration something can happen besides faults, or every node that is up is done.
  ///
  /// A message that arrives, a timer that runs out and a client that asks are something, where they change the
  /// configuration. Faults and what belongs to them are not: crash and recovery, loss, a network partition and its
  /// end, forged messages. Nobody may rely on them.
  ///
  /// - Parameter isDone: whether a node has nothing left to do; unless said, no node ever has.
  public static func noDeadlock(
    _ name: String = "no deadlock", unless isDone: @escaping @Sendable (N) -> Bool = { _ in false }
  ) -> Property {
    Property(name, .always, .progress(isDone: isDone))
  }

  /// In some reachable configuration, every node satisfies a condition.
  public static func sometimes(_ name: String, everyNode condition: @escaping @Sendable (N) -> Bool)
    -> Property
  {
    Property(name, .sometimes, .everyNode(condition))
  }

  /// In some reachable configuration, some node satisfies a condition.
  public static func sometimes(_ name: String, someNode condition: @escaping @Sendable (N) -> Bool)
    -> Property
  {
    Property(name, .sometimes, .someNode(condition))
  }

  /// In some reachable configuration a condition holds.
  public static func sometimes(
    _ name: String, _ condition: @escaping @Sendable (Configuration<N>) -> Bool
  ) -> Property {
    Property(name, .sometimes, .configuration(condition))
  }
}

extension Property {
  /// Every fair run comes to a configuration in which every node that is up satisfies a condition.
  ///
  /// A run is **fair** if whatever must happen does not stay undone for ever:
  ///
  /// - a timer that runs, runs out at some time, unless it is stopped or set anew, or its node crashes;
  /// - a request that a client can make is made;
  /// - a message in transit to a node that stays up arrives, unless the network loses it;
  /// - what is sent over a link again and again arrives again and again, even where losses are not bounded.
  ///
  /// That faults happen is never assumed: no loss, crash or recovery has to occur; nor that a message arrives a second
  /// time where the network duplicates. Choices of a node (`choose`) need not be fair either: a protocol that ends with
  /// probability 1 does not meet *eventually*.
  public static func eventually(_ name: String, everyNode condition: @escaping @Sendable (N) -> Bool)
    -> Property
  {
    eventually(name) { configuration in
      zip(configuration.nodes, configuration.isUp).allSatisfy { !$1 || condition($0) }
    }
  }

  /// Every fair run comes to a configuration in which some node satisfies a condition.
  ///
  /// - SeeAlso: `eventually(_:everyNode:)`, which says what is fair.
  public static func eventually(_ name: String, someNode condition: @escaping @Sendable (N) -> Bool)
    -> Property
  {
    eventually(name) { $0.nodes.contains(where: condition) }
  }

  /// Every fair run comes to a configuration in which a condition holds.
  ///
  /// - SeeAlso: `eventually(_:everyNode:)`, which says what is fair.
  public static func eventually(
    _ name: String, _ condition: @escaping @Sendable (Configuration<N>) -> Bool
  ) -> Property {
    Property(name, .eventually, .demands { _ in [Demand(trigger: nil, goal: condition)] })
  }

  /// Whenever a node satisfies the first condition, it satisfies the second one then or later, in every fair run; a
  /// node that crashes first owes nothing.
  ///
  /// - SeeAlso: `eventually(_:everyNode:)`, which says what is fair.
  public static func leadsTo(
    _ name: String, from trigger: @escaping @Sendable (N) -> Bool, to goal: @escaping @Sendable (N) -> Bool
  ) -> Property {
    Property(
      name, .eventually,
      .demands { nodeCount in
        (0..<nodeCount).map { node in
          Demand(
            trigger: { trigger($0.nodes[node]) }, goal: { !$0.isUp[node] || goal($0.nodes[node]) })
        }
      })
  }
}

/// What a fair run owes: whenever it comes to a configuration with the trigger, it comes to one with the goal, then or
/// later; without a trigger, it comes to the goal at least once.
package struct Demand<N: Node>: Sendable {
  package let trigger: (@Sendable (Configuration<N>) -> Bool)?
  package let goal: @Sendable (Configuration<N>) -> Bool
}

/// The nodes' states at one moment; the messages in transit are not shown to properties.
public struct Configuration<N: Node>: Sendable {
  /// The states, by `NodeID.index`; a crashed node's is the one in which it crashed.
  public let nodes: [N]
  /// Which nodes are up.
  public let isUp: [Bool]

  package init(nodes: [N], isUp: [Bool]) {
    self.nodes = nodes
    self.isUp = isUp
  }
}

/// A hashable value of any type that may cross threads.
package struct AnyHashableSendable: Hashable, Sendable {
  package let value: any Hashable & Sendable

  package static func == (a: Self, b: Self) -> Bool { AnyHashable(a.value) == AnyHashable(b.value) }

  package func hash(into hasher: inout Hasher) { AnyHashable(value).hash(into: &hasher) }
}
