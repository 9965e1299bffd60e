/// One independent computer of a distributed system, as a value.
///
/// A node's handlers are pure functions of its state and the event: they change the state and say, through the
/// context, what to send, to answer and to wait for. They read no clock, draw randomness only from the context, and
/// touch nothing outside. That is what lets the same definition run in a seeded simulation, step by step in the
/// notebook, and under exhaustive search. Copying a node forks it; comparing two nodes compares their states.
///
/// Declare the types that the node uses and the handlers that go with them: a node with a `Request` type must
/// implement `handle`, one with a `TimerName` type `timeout`, one with a `Message` type `receive`. The smallest node
/// declares one type and one handler.
///
/// The literature says *process* for what is called a node here.
public protocol Node<Message, Request, Reply>: Hashable, Codable, Sendable {
  /// What nodes send to each other.
  associatedtype Message: Hashable & Codable & Sendable = Never
  /// What a client can ask of the node.
  associatedtype Request: Hashable & Codable & Sendable = Never
  /// What the node can answer to a client.
  associatedtype Reply: Hashable & Codable & Sendable = Never
  /// The names of the node's timers.
  associatedtype TimerName: Hashable & Codable & Sendable = Never

  /// What a handler can know and do.
  typealias Context = NodeContext<Self>

  /// The part of the state that survives a crash; nothing, unless declared.
  static var stable: StableState<Self> { get }

  /// Called once, at tick 0.
  mutating func start(_ context: inout Context)
  /// Called when a client asks for something. Answer with `context.reply(_:to:)`, now or later.
  mutating func handle(_ request: Request, id: RequestID, _ context: inout Context)
  /// Called when a message arrives.
  mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context)
  /// Called when a timer that the node has set runs out.
  mutating func timeout(_ timer: TimerName, _ context: inout Context)
  /// Called when the node comes back after a crash, with its stable state only. Unless implemented it starts anew.
  mutating func recover(_ context: inout Context)
}

extension Node {
  /// Nothing survives a crash.
  public static var stable: StableState<Self> { .nothing }

  /// Does nothing.
  public mutating func start(_ context: inout Context) {}

  /// Starts anew.
  public mutating func recover(_ context: inout Context) { start(&context) }
}

extension Node where Message == Never {
  /// No message can arrive.
  public mutating func receive(_ message: Never, from sender: NodeID, _ context: inout Context) {}
}

extension Node where Request == Never {
  /// No client can ask.
  public mutating func handle(_ request: Never, id: RequestID, _ context: inout Context) {}
}

extension Node where TimerName == Never {
  /// No timer can run out.
  public mutating func timeout(_ timer: Never, _ context: inout Context) {}
}
