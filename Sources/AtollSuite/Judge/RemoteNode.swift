import Atoll
import AtollContract

/// A node of the learner's type, as a suite sees it: the state is in the worker, here is its number.
///
/// It is an ordinary `Node`: simulations and explorations take it like any other. Equal numbers are equal states, and
/// a handler is called once for each state, event and list of choices; after that the answer is known. What a node
/// draws, and how long its timers run, is decided here, by the suite's seed or by the exploration.
///
/// A node whose worker is gone, or does what no node can do, does nothing any more. Whoever runs it must look at
/// `RemoteNodes.failure`; `SuiteRuns` does.
public struct RemoteNode<Contract: NodeContract>: Node {
  /// What the exercise's nodes say to each other.
  public typealias Message = Contract.Message
  /// What a client asks.
  public typealias Request = Contract.Request
  /// What the node answers.
  public typealias Reply = Contract.Reply

  /// A timer of the learner's node.
  public struct TimerName: Hashable, Codable, Sendable, CustomStringConvertible {
    let number: Int
    let name: String

    /// The learner's name for it.
    public var description: String { name }
  }

  let state: Int
  /// What can be seen of the state.
  public let observation: Contract.Observation

  private static var memory: NodeMemory<Contract> { RemoteNodes.memory(of: Contract.self) }

  /// A node before its start.
  ///
  /// - Throws: `RemoteError`.
  public init(_ setup: Contract.Setup) throws {
    let memory = Self.memory
    let made = try memory.state(.make(setup: try memory.bytes(setup)))
    self = try Self.node(made)
  }

  private init(state: Int, observation: Contract.Observation) {
    (self.state, self.observation) = (state, observation)
  }

  private static func node(_ answer: StateAnswer) throws -> Self {
    guard answer.state >= 0 else { throw RemoteError.badReply }
    return Self(state: answer.state, observation: try memory.observation(answer.observation))
  }

  /// What survives a crash is the learner's to say.
  public static var stable: StableState<Self> {
    StableState(restore: { crashed, fresh in
      guard RemoteNodes.failure == nil else { return }
      do {
        fresh = try node(try memory.state(.restore(crashed: crashed.state, into: fresh.state)))
      } catch {
        RemoteNodes.fail(error)
      }
    })
  }

  /// Starts the learner's node.
  public mutating func start(_ context: inout Context) { perform(&context) { _ in .start } }

  /// Hands it a request.
  public mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
    perform(&context) { .request(try $0.bytes(request), id: id.number) }
    if let taken = Notice.taken as? Reply { context.reply(taken, to: id) }
  }

  /// Hands it a message.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    perform(&context) { .message(try $0.bytes(message: message), from: sender.index) }
  }

  /// Tells it that its timer ran out.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    perform(&context) { _ in .timeout(timer.number) }
  }

  /// Tells it that it is back.
  public mutating func recover(_ context: inout Context) { perform(&context) { _ in .recover } }

  /// Always throws: a number means nothing elsewhere.
  public init(from decoder: any Decoder) throws {
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath, debugDescription: "a learner's node lives in its worker"))
  }

  /// Writes the number, for those who only look.
  public func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }
}

// MARK: - Events

extension RemoteNode {
  private mutating func perform(
    _ context: inout Context, _ event: (NodeMemory<Contract>) throws -> NodeCall.Event
  ) {
    guard RemoteNodes.failure == nil else { return }
    do {
      let memory = Self.memory
      let answer = try answer(try event(memory), memory, &context)
      let next = try Self.node(answer.after)
      guard answer.effects.count <= NodeLimits.effects else { throw RemoteError.badReply }
      try RemoteNodes.count(effects: answer.effects.count)
      for effect in answer.effects { try carryOut(effect, memory, &context) }
      self = next
    } catch {
      RemoteNodes.fail(error)
    }
  }

  /// Asks again and again, each time with one choice more, until the handler has made all that it makes.
  private func answer(
    _ event: NodeCall.Event, _ memory: NodeMemory<Contract>, _ context: inout Context
  ) throws -> HandlerAnswer {
    var choices: [Int] = []
    while true {
      let answer = try memory.handle(
        .handle(
          state: state, node: context.id.index, of: context.clusterSize, event: event, choices: choices))
      guard answer.possibilities.count > choices.count else { return answer }
      let count = answer.possibilities[choices.count]
      guard choices.count < NodeLimits.choices, (1...NodeLimits.possibilities).contains(count) else {
        throw NodeFault.choices
      }
      choices.append(context.choose(among: 0..<count))
    }
  }

  /// Does what the learner's node asks for, if a node can ask for it.
  private func carryOut(
    _ effect: HandlerAnswer.Effect, _ memory: NodeMemory<Contract>, _ context: inout Context
  ) throws {
    switch effect {
    case .send(let bytes, let to):
      let message = try memory.message(bytes)
      guard (0..<context.clusterSize).contains(to) else { throw RemoteError.badReply }
      if RemoteNodes.keepsMessage?(message) ?? true { context.send(message, to: NodeID(to)) }
    case .reply(let bytes, let request):
      guard (1...NodeLimits.ticks).contains(request) else { throw RemoteError.badReply }
      context.reply(try memory.value(bytes), to: RequestID(request))
    case .setTimer(let number, let name, let ticks):
      guard ticks.upperBound <= NodeLimits.ticks else { throw RemoteError.badReply }
      context.setTimer(try timer(number, name), after: ticks)
    case .cancelTimer(let number, let name): context.cancelTimer(try timer(number, name))
    case .note(let text): context.note(text.cut(NodeLimits.noteBytes))
    }
  }

  private func timer(_ number: Int, _ name: String) throws -> TimerName {
    guard number >= 0, name.utf8.count <= NodeLimits.timerNameBytes else { throw RemoteError.badReply }
    return TimerName(number: number, name: name)
  }
}

extension RemoteNode: CustomReflectable {
  /// The learner's own fields, so that texts about a run show them.
  public var customMirror: Mirror {
    let fields = RemoteNodes.failure == nil ? try? Self.memory.fields(state) : nil
    let shown = fields ?? [("observation", "\(observation)")]
    return Mirror(
      self, children: shown.map { (label: $0.name, value: $0.text as Any) }, displayStyle: .struct)
  }
}

extension RemoteNode: WrapsValue {
  package func copied(by copier: some ValueCopier) -> Self { self }
}
