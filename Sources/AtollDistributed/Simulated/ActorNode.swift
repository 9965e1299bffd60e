public import Atoll

/// A peer with distributed actors, as a node of a simulation.
///
/// A node is a value and an actor is an object, so the node keeps no actor. It keeps what the actor held when the peer
/// was last **at rest**, with no task in the middle of anything, and everything that has arrived since. Each handler
/// makes the actor anew, lets it live through what has arrived, without effects, then through what arrives now, and
/// keeps the effects of that. An actor whose code depends on nothing but its memory and its calls does the same thing each
/// time; so copying the node forks actor and tasks, and comparing two nodes compares them.
public struct ActorNode<Program: PeerProgram>: Node {
  /// Calls and answers.
  public typealias Message = ActorMessage
  /// What the program's clients ask.
  public typealias Request = Program.Request
  /// What the program answers.
  public typealias Reply = Program.Reply

  /// Runs while an answer is waited for.
  public enum TimerName: Hashable, Codable, Sendable, CustomStringConvertible {
    /// For the answer to the call with this number.
    case answer(toCall: Int)

    /// `answer 3`.
    public var description: String {
      switch self {
      case .answer(let call): "answer \(call)"
      }
    }
  }

  /// What the actor that lives here held when the node was last at rest; none where no actor lives.
  public private(set) var memory: Program.Resident.Memory?
  /// How many calls it has made. A peer that comes back does not use a number twice.
  public private(set) var callsMade = 0
  /// The calls that it waits for.
  public private(set) var waitsFor: [Int] = []

  private let program: Program
  private let patience: Int
  /// What has arrived since it was last at rest, and how many calls it had made then.
  private var since: [ActorArrival<Program>] = []
  private var callsMadeAtRest = 0

  /// Makes a peer.
  ///
  /// - Parameters:
  ///   - memory: what the actor that lives here holds at first; none where no actor lives here.
  ///   - patience: how many ticks it waits for an answer to a call.
  public init(_ program: Program, memory: Program.Resident.Memory?, patience: Int) {
    self.program = program
    self.memory = memory
    self.patience = patience
  }

  /// A crash loses the actor and all tasks.
  public static var stable: StableState<Self> { StableState(\.callsMade) }

  /// A client asks.
  public mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
    take(.request(request, id), &context)
  }

  /// A call arrives, or an answer. An answer that nobody waits for is thrown away.
  public mutating func receive(_ message: ActorMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .call(let call): take(.call(call, from: sender), &context)
    case .answer(let answer, let call):
      if waitsFor.contains(call) { take(.answer(answer, toCall: call), &context) }
    }
  }

  /// An answer has not come in time.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch timer {
    case .answer(let call): take(.timeout(call: call), &context)
    }
  }

  /// Nobody lives here any more who was here before: calls are counted on.
  public mutating func recover(_ context: inout Context) { callsMadeAtRest = callsMade }

  private mutating func take(_ arrival: ActorArrival<Program>, _ context: inout Context) {
    let stage = ActorStage<Program>()
    let system = AtollActorSystem(peer: context.id, transport: stage, callsMade: callsMadeAtRest)
    let actor = memory.map { Program.Resident(remembering: $0, actorSystem: system) }
    for earlier in since { _ = stage.perform(earlier, by: program, on: system) }
    let effects = stage.perform(arrival, by: program, on: system)
    if stage.isStuck {
      context.misused("has an actor that waits for something other than a distributed call")
    }
    (callsMade, waitsFor) = (system.callsMade, stage.callsWaiting)
    if stage.isAtRest {
      memory = actor.flatMap { stage.memory(of: $0) }
      callsMadeAtRest = callsMade
      since = []
    } else {
      since.append(arrival)
    }
    stage.end()
    system.end()
    for effect in effects { carryOut(effect, &context) }
  }

  private func carryOut(_ effect: ActorStage<Program>.Effect, _ context: inout Context) {
    switch effect {
    case .send(let message, let peer): context.send(message, to: peer)
    case .reply(let reply, let request): context.reply(reply, to: request)
    case .wait(let call): context.setTimer(.answer(toCall: call), after: patience)
    case .stopWaiting(let call): context.cancelTimer(.answer(toCall: call))
    }
  }
}
