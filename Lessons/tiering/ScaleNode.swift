import Atoll

/// A machine of a cluster that works in rounds, its coordinator, or the network that they share.
///
/// In each round every machine does one piece of work. Most of it they do at the same time. Then comes a part that only one
/// machine at a time can do: they take turns. At last each machine tells every other one what it has done, over a shared
/// network that carries one message at a time. That is all that Gunther's universal scalability law counts.
public struct ScaleNode: Node {
  /// What the nodes say to each other.
  public enum Message: Hashable, Codable, Sendable {
    /// The coordinator: a round begins; the serial part is yours.
    case begin
    case enter
    /// A machine: done with the parallel part, with the serial part.
    case ready
    case left
    /// The coordinator: all have left it; tell the others.
    case share
    /// What one machine tells another one: handed to the shared network, and delivered by it.
    case tell(to: NodeID)
    case told
    /// A machine: all others have told it what they did.
    case knows
  }

  /// The parallel part of a machine's work, its serial part, a message on the shared network.
  public enum TimerName: Hashable, Codable, Sendable { case parallel, serial, carried }

  /// What a node does.
  public enum Role: Hashable, Codable, Sendable { case coordinator(rounds: Int), network, machine }

  /// How long the parts take, in ticks.
  public struct Work: Hashable, Codable, Sendable {
    let parallel: Int
    let serial: Int
    let telling: Int
  }

  let role: Role
  let work: Work
  let machines: [NodeID]
  /// The coordinator: who waits for the serial part, how many have left it or know all, how many rounds are done, and when.
  var waiting: [NodeID] = []
  var isEntered = false
  var count = 0
  var roundsDone = 0
  var endTick = 0
  /// The network: what waits to be carried.
  var line = WaitingLine<NodeID>()
  var carrying: NodeID?

  init(_ role: Role, _ work: Work, machines: [NodeID]) {
    (self.role, self.work, self.machines) = (role, work, machines)
  }

  /// The first round begins.
  public mutating func start(_ context: inout Context) {
    if case .coordinator = role { begin(&context) }
  }

  /// What each role does with what it is told.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .begin: context.setTimer(.parallel, after: work.parallel)
    case .enter: context.setTimer(.serial, after: work.serial)
    case .ready:
      waiting.append(sender)
      enterNext(&context)
    case .left:
      isEntered = false
      count += 1
      enterNext(&context)
      guard count == machines.count else { return }
      count = 0
      if work.telling == 0 || machines.count == 1 { return endRound(&context) }
      for machine in machines { context.send(.share, to: machine) }
    case .share:
      for machine in machines where machine != context.id { context.send(.tell(to: machine), to: NodeID(1)) }
    case .tell(let destination):
      line.append(destination)
      if carrying == nil { carryNext(&context) }
    case .told:
      count += 1
      guard count == machines.count - 1 else { return }
      count = 0
      context.send(.knows, to: NodeID(0))
    case .knows:
      count += 1
      if count == machines.count { endRound(&context) }
    }
  }

  /// A part of the work is done.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch timer {
    case .parallel: context.send(.ready, to: NodeID(0))
    case .serial: context.send(.left, to: NodeID(0))
    case .carried:
      if let carrying { context.send(.told, to: carrying) }
      carrying = nil
      carryNext(&context)
    }
  }

  private mutating func begin(_ context: inout Context) {
    count = 0
    for machine in machines { context.send(.begin, to: machine) }
  }

  private mutating func enterNext(_ context: inout Context) {
    guard !isEntered, !waiting.isEmpty else { return }
    isEntered = true
    context.send(.enter, to: waiting.removeFirst())
  }

  private mutating func endRound(_ context: inout Context) {
    roundsDone += 1
    endTick = context.clock
    guard case .coordinator(let rounds) = role, roundsDone < rounds else { return }
    begin(&context)
  }

  private mutating func carryNext(_ context: inout Context) {
    carrying = line.popFirst()
    if carrying != nil { context.setTimer(.carried, after: work.telling) }
  }
}
