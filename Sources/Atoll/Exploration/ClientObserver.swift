/// What clients do and see, one event after another: a history as it comes about.
public enum ClientEvent<N: Node>: Sendable {
  /// A client asks a node.
  case invocation(N.Request, RequestID, at: NodeID)
  /// The node answers.
  case response(N.Reply, RequestID, at: NodeID)
}

/// Someone who watches the clients during an exploration, and nothing else: a deterministic automaton.
///
/// Its state is part of the configuration. Two runs that come to the same nodes and messages, but of which the
/// observer knows different things, come to different configurations; so the fewer states an observer has, the better.
package struct ClientObserver<N: Node>: Sendable {
  package let initial: AnyHashableSendable
  package let next: @Sendable (AnyHashableSendable, ClientEvent<N>) -> AnyHashableSendable
  package let condition: @Sendable (AnyHashableSendable) -> Bool

  init<State: Hashable & Sendable>(
    _ initial: State, _ observe: @escaping @Sendable (inout State, ClientEvent<N>) -> Void,
    _ condition: @escaping @Sendable (State) -> Bool
  ) {
    self.initial = AnyHashableSendable(value: initial)
    next = { old, event in
      var state = old.cast(State.self)
      observe(&state, event)
      return AnyHashableSendable(value: state)
    }
    self.condition = { condition($0.cast(State.self)) }
  }
}

extension AnyHashableSendable {
  fileprivate func cast<State>(_ type: State.Type) -> State {
    guard let state = value as? State else { preconditionFailure("\(value) is no \(State.self)") }
    return state
  }
}

extension Property {
  /// In every configuration, what the clients have seen so far satisfies a condition.
  ///
  /// An observer reads the clients' events, one after another, and keeps what it needs to judge them; its state is part
  /// of the configuration.
  ///
  /// - Parameters:
  ///   - initial: what the observer knows at first.
  ///   - observe: what it knows after an event; a function of its arguments.
  ///   - condition: whether what it knows is as it should be.
  public static func always<State: Hashable & Sendable>(
    _ name: String, observing initial: State,
    by observe: @escaping @Sendable (inout State, ClientEvent<N>) -> Void,
    _ condition: @escaping @Sendable (State) -> Bool
  ) -> Property {
    Property(name, .always, .observation(ClientObserver(initial, observe, condition)))
  }

  /// In some reachable configuration, what the clients have seen so far satisfies a condition.
  ///
  /// - SeeAlso: `always(_:observing:by:_:)`.
  public static func sometimes<State: Hashable & Sendable>(
    _ name: String, observing initial: State,
    by observe: @escaping @Sendable (inout State, ClientEvent<N>) -> Void,
    _ condition: @escaping @Sendable (State) -> Bool
  ) -> Property {
    Property(name, .sometimes, .observation(ClientObserver(initial, observe, condition)))
  }

  /// In every configuration, what the clients have seen so far is linearizable: they could have been using one object,
  /// one after another.
  ///
  /// An operation that is pending may take effect at any moment or never, also where its node has crashed.
  ///
  /// - Parameters:
  ///   - specification: the object.
  ///   - isRefusal: which answers say that the operation has taken no effect, and never will.
  /// - SeeAlso: Gavin Lowe, "Testing for linearizability" (2017), on just-in-time linearization.
  public static func linearizable<S: SequentialSpecification>(
    _ name: String = "linearizable", as specification: S,
    refused isRefusal: @escaping @Sendable (N.Reply) -> Bool = { _ in false }
  ) -> Property where S.Request == N.Request, S.Reply == N.Reply {
    .always(
      name, observing: LinearizationKnowledge(specification),
      by: { knowledge, event in
        switch event {
        case .invocation(let request, let id, _): knowledge.invoke(request, id)
        case .response(let reply, let id, _):
          if isRefusal(reply) {
            knowledge.refuse(id)
          } else {
            knowledge.answer(reply, id, specification)
          }
        }
      }, { !$0.isRefuted })
  }
}
