import Atoll

/// A node that is a finite machine, in a network partition: its clock ticks, and at most one request comes.
public struct MachineNode: Node {
  /// The one thing that it waits for.
  public enum TimerName: Hashable, Codable, Sendable { case tick }

  /// What the register answers.
  public typealias Reply = RegisterReply

  let machine: CapMachine
  var state = 0
  /// The request that is still to be answered.
  var open: RequestID?
  /// After the request: for how many ticks it may still say something new.
  var ticksLeft: Int?

  /// A machine before its first step.
  public init(_ machine: CapMachine) { self.machine = machine }

  /// The clock begins.
  public mutating func start(_ context: inout Context) { context.setTimer(.tick, after: 1) }

  /// The machine's request, once.
  public mutating func handle(_ request: RegisterRequest, id: RequestID, _ context: inout Context) {
    guard machine.takes(request), ticksLeft == nil else {
      context.note("takes one \(machine.side == .writer ? "write" : "read"): this is no input of it")
      return
    }
    (open, ticksLeft) = (id, machine.states)
    take(.request, &context)
  }

  /// A tick. After its request the clock stops when nothing new can come of it.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    if let left = ticksLeft { ticksLeft = left - 1 }
    take(.tick, &context)
    if ticksLeft == nil || open != nil && ticksLeft ?? 0 > 0 { context.setTimer(.tick, after: 1) }
  }

  private mutating func take(_ input: CapMachine.Input, _ context: inout Context) {
    let word: Int
    (state, word) = machine.step(state, input)
    if let id = open, let reply = machine.reply(word) {
      context.reply(reply, to: id)
      open = nil
    }
  }
}

extension CapMachine {
  /// Whether a request is the machine's input.
  func takes(_ request: RegisterRequest) -> Bool {
    switch request {
    case .write: side == .writer
    case .read: side == .reader
    }
  }
}
