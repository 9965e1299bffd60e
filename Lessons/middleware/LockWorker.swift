import Atoll

/// A worker that adds 1 to the store's value under the lock: acquire, read, work, write, release.
public struct LockWorker: Node {
  /// What it sends and receives.
  public typealias Message = LockMessage
  /// What a client asks.
  public typealias Request = LockRequest
  /// What it answers.
  public typealias Reply = LockReply
  /// The end of its work between reading and writing.
  public enum TimerName: String, Hashable, Codable, Sendable { case work }

  /// Whether a worker looks at its clock before it writes.
  public enum Check: String, Hashable, Codable, Sendable { case none, clock }

  /// One request.
  struct Task: Hashable, Codable {
    let id: RequestID
    var token = 0
    /// What its own clock shows when the lease ends, as far as it knows; 0 where it does not look.
    var until = 0
    var value = 0
  }

  let lock: NodeID
  let store: NodeID
  /// How long it works, in ticks.
  let work: Int
  let lease: Int
  let check: Check
  var tasks: [Task] = []
  /// How many of its increments were confirmed by the store. It takes no part in the protocol: properties look at it.
  var confirmed = 0
  /// How many requests it has answered; for properties, too.
  var answered = 0

  /// Asks for the lock; one request after another.
  public mutating func handle(_ request: LockRequest, id: RequestID, _ context: inout Context) {
    tasks.append(Task(id: id))
    if tasks.count == 1 { context.send(.acquire, to: lock) }
  }

  /// Goes on to the next step.
  public mutating func receive(_ message: LockMessage, from sender: NodeID, _ context: inout Context) {
    guard !tasks.isEmpty else { return }
    switch message {
    case .granted(let token):
      tasks[0].token = token
      if check == .clock { tasks[0].until = context.clock + lease }
      context.send(.read(token: token), to: store)
    case .value(let value, tasks[0].token):
      tasks[0].value = value
      context.setTimer(.work, after: work)
    case .written(tasks[0].token):
      confirmed += 1
      finish(.wrote(tasks[0].value + 1), &context)
    case .refused(tasks[0].token): finish(.refused, &context)
    default: break
    }
  }

  /// The work is done: write the result. Between the look at the clock and the arrival of the write time passes.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    if check == .clock, context.clock >= tasks[0].until { return finish(.tooLate, &context) }
    context.send(.write(tasks[0].value + 1, token: tasks[0].token), to: store)
  }

  private mutating func finish(_ reply: LockReply, _ context: inout Context) {
    let task = tasks.removeFirst()
    answered += 1
    context.reply(reply, to: task.id)
    context.send(.release(token: task.token), to: lock)
    if !tasks.isEmpty { context.send(.acquire, to: lock) }
  }
}
