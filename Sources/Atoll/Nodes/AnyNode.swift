/// A node of any type with the given messages, requests and replies.
///
/// It lets one cluster hold nodes of several types: a load balancer before its servers, or a Byzantine node among
/// correct ones. Two such nodes are equal where their types and their states are.
public struct AnyNode<
  Message: Hashable & Codable & Sendable, Request: Hashable & Codable & Sendable,
  Reply: Hashable & Codable & Sendable
>: Node {
  /// The node itself.
  public private(set) var base: any Node<Message, Request, Reply>

  /// Wraps a node.
  public init(_ base: any Node<Message, Request, Reply>) { self.base = base }

  /// The name of a timer of the wrapped node.
  public struct TimerName: Hashable, Codable, Sendable {
    let base: any Hashable & Codable & Sendable

    /// Equal where the types and the names are.
    public static func == (a: Self, b: Self) -> Bool { AnyHashable(a.base) == AnyHashable(b.base) }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { AnyHashable(base).hash(into: &hasher) }

    init(base: any Hashable & Codable & Sendable) { self.base = base }

    /// Always throws: the type to read is not known.
    public init(from decoder: any Decoder) throws { throw MixedTypes.cannotDecode(decoder) }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws { try base.encode(to: encoder) }
  }

  /// What survives a crash of the wrapped node.
  public static var stable: StableState<Self> {
    StableState(restore: { crashed, fresh in
      func restored<Base: Node<Message, Request, Reply>>(_ base: Base) -> any Node<Message, Request, Reply> {
        guard var node = fresh.base as? Base else { return fresh.base }
        Base.stable.restore(base, &node)
        return node
      }
      fresh.base = restored(crashed.base)
    })
  }

  /// Starts the wrapped node.
  public mutating func start(_ context: inout Context) { forward(.start, &context) }

  /// Hands a request to the wrapped node.
  public mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
    forward(.request(request, id), &context)
  }

  /// Hands a message to the wrapped node.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    forward(.message(message, from: sender), &context)
  }

  /// Tells the wrapped node that its timer ran out.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    forward(.timeout(timer), &context)
  }

  /// Tells the wrapped node that it is back.
  public mutating func recover(_ context: inout Context) { forward(.recover, &context) }

  /// Equal where the types and the states are.
  public static func == (a: Self, b: Self) -> Bool { AnyHashable(a.base) == AnyHashable(b.base) }

  /// Hashes the wrapped node.
  public func hash(into hasher: inout Hasher) { AnyHashable(base).hash(into: &hasher) }

  /// Always throws: the type to read is not known.
  public init(from decoder: any Decoder) throws { throw MixedTypes.cannotDecode(decoder) }

  /// Writes the wrapped node.
  public func encode(to encoder: any Encoder) throws { try base.encode(to: encoder) }

  private mutating func forward(_ event: NodeEvent<Self>, _ context: inout Context) {
    func forwarded<Base: Node<Message, Request, Reply>>(_ base: Base) -> any Node<Message, Request, Reply> {
      guard let event: NodeEvent<Base> = event.unwrapped() else { return base }
      var node = base
      var inner = NodeContext<Base>(id: context.id, clusterSize: context.clusterSize, random: context.random)
      inner.script = context.script
      inner.localTime = context.localTime
      node.apply(event, &inner)
      context.absorb(inner) { TimerName(base: $0) }
      return node
    }
    base = forwarded(base)
  }
}

extension AnyNode: WrapsValue {
  package func copied(by copier: some ValueCopier) -> Self {
    func copied<Base: Node<Message, Request, Reply>>(_ base: Base) -> any Node<Message, Request, Reply> {
      copier.copy(base)
    }
    return AnyNode(copied(base))
  }
}

/// Makes equal values anew.
package protocol ValueCopier {
  func copy<Value: Hashable & Codable>(_ value: Value) -> Value
}

/// Holds a value of a type that is not known: only that value can be written and read.
package protocol WrapsValue {
  func copied(by copier: some ValueCopier) -> Self
}

private enum MixedTypes {
  static func cannotDecode(_ decoder: any Decoder) -> DecodingError {
    .dataCorrupted(
      .init(
        codingPath: decoder.codingPath, debugDescription: "the type of a node in a mixed cluster is not known"
      ))
  }
}

/// One call of a node's handler.
package enum NodeEvent<N: Node> {
  case start
  case request(N.Request, RequestID)
  case message(N.Message, from: NodeID)
  case timeout(N.TimerName)
  case recover
}

extension Node {
  /// Calls the handler that goes with the event.
  package mutating func apply(_ event: NodeEvent<Self>, _ context: inout Context) {
    switch event {
    case .start: start(&context)
    case .request(let request, let id): handle(request, id: id, &context)
    case .message(let message, let sender): receive(message, from: sender, &context)
    case .timeout(let timer): timeout(timer, &context)
    case .recover: recover(&context)
    }
  }
}

extension NodeEvent {
  /// The same event for the wrapped node; none where a timer is of another type.
  fileprivate func unwrapped<Base: Node, M, Q, R>() -> NodeEvent<Base>?
  where N == AnyNode<M, Q, R>, Base.Message == M, Base.Request == Q, Base.Reply == R {
    switch self {
    case .start: return .start
    case .request(let request, let id): return .request(request, id)
    case .message(let message, let sender): return .message(message, from: sender)
    case .timeout(let timer):
      guard let name = timer.base as? Base.TimerName else { return nil }
      return .timeout(name)
    case .recover: return .recover
    }
  }
}

extension NodeContext {
  /// Takes over the effects and the randomness of a wrapped node's context.
  fileprivate mutating func absorb<Base: Node>(
    _ inner: NodeContext<Base>, timer: (Base.TimerName) -> N.TimerName
  )
  where Base.Message == N.Message, Base.Reply == N.Reply {
    random = inner.random
    script = inner.script
    for effect in inner.effects {
      switch effect {
      case .send(let message, let node): effects.append(.send(message, to: node))
      case .reply(let reply, let request): effects.append(.reply(reply, to: request))
      case .setTimer(let name, let ticks): effects.append(.setTimer(timer(name), after: ticks))
      case .cancelTimer(let name): effects.append(.cancelTimer(timer(name)))
      case .note(let text): effects.append(.note(text))
      }
    }
  }
}
