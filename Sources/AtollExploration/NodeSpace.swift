import Atoll

/// One thing that can happen at one node, by integers.
enum LocalEvent: Hashable {
  case start
  /// The message with this identity arrives from a node.
  case message(Int32, from: Int32)
  /// The timer with this identity runs out.
  case timeout(Int32)
  /// The node's client asks its request with this place.
  case request(Int32)
  case recover

  /// Two numbers that tell most events apart, to be hashed.
  var number: (kind: UInt64, subject: Int32) {
    switch self {
    case .start: (0, 0)
    case .message(let message, let from): (1 | UInt64(UInt32(bitPattern: from)) << 3, message)
    case .timeout(let timer): (2, timer)
    case .request(let place): (3, place)
    case .recover: (4, 0)
    }
  }
}

/// What one handler call does, by integers.
struct LocalStep: Hashable {
  /// What a handler does to the set of running timers.
  enum TimerEffect: Hashable {
    /// Sets a timer; how many ticks it runs is 0 where timers run out at any moment.
    case set(Int32, ticks: Int32)
    case cancel(Int32)
  }

  /// A message handed to the network.
  struct Send: Hashable {
    let to: Int32
    let message: Int32
  }

  /// The node's local state afterwards.
  var local: Int32
  /// In order.
  var sends: [Send] = []
  /// In order.
  var timers: [TimerEffect] = []
  /// In order.
  var answers: [Answer] = []

  /// An answer to the node's client.
  struct Answer: Hashable {
    /// Which of the client's requests, by place.
    let place: Int32
    let reply: Int32
  }
}

/// What a client does or sees, by integers.
enum LocalClientEvent: Hashable {
  /// The client at a node asks its request with this place.
  case invocation(Int32, at: Int32)
  /// The node answers its client's request with this place.
  case response(LocalStep.Answer, at: Int32)
}

/// The nodes' own code behind integers: the only place where the explorer meets states, messages and timers.
///
/// A local state, a message, a timer name are integers, equal exactly if the values are. The code may live in this
/// process or in another one: the explorer calls it once for each distinct local transition.
protocol NodeSpace: AnyObject {
  /// How many nodes there are.
  var nodeCount: Int { get }
  /// How many requests a node's client has.
  func requestCount(_ node: Int) -> Int
  /// All outcomes of an event at a node: one, unless the handler chooses. Called once for each distinct argument.
  func steps(_ node: Int, _ local: Int32, _ event: LocalEvent) -> [LocalStep]
  /// Why what `steps` said cannot be used, if so.
  var failure: ExplorationError? { get }
  /// A local state after two nodes took each other's identity.
  func renamed(local: Int32, _ renaming: Renaming) -> Int32
  /// A message after two nodes took each other's identity.
  func renamed(message: Int32, _ renaming: Renaming) -> Int32
  /// The local state before `start`.
  func initial(_ node: Int) -> Int32
  /// What is left of a local state after a crash, before `recover`.
  func afterCrash(_ node: Int, _ local: Int32) -> Int32
  /// The messages that may be forged for a node, with their senders.
  func forgeries(to node: Int) -> [(message: Int32, from: Int32)]
  /// How many observers watch the clients.
  var observerCount: Int { get }
  /// What an observer knows at first.
  func initialObservation(_ observer: Int) -> Int32
  /// What an observer knows after an event.
  func observation(_ observer: Int, _ known: Int32, after event: LocalClientEvent) -> Int32
}
