import Atoll

/// The shop: it hands orders to the broker, again and again until they are accepted.
public struct BrokerShop: Node {
  /// What it sends and receives.
  public typealias Message = BrokerMessage
  /// What a client asks.
  public typealias Request = BrokerRequest
  /// What it answers.
  public typealias Reply = BrokerReply
  /// The broker has not answered for too long.
  public enum TimerName: Hashable, Codable, Sendable { case again(Int) }

  let broker: NodeID
  /// How long it waits before it sends an order again; none: it sends each once.
  let patience: Int?
  var open: [BrokerJob] = []
  /// Which orders were accepted. It takes no part in the protocol: properties look at it.
  var accepted: [Int] = []

  /// All of it survives a crash.
  public static var stable: StableState<Self> { .everything }

  /// Hands an order to the broker.
  public mutating func handle(_ request: BrokerRequest, id: RequestID, _ context: inout Context) {
    open.append(BrokerJob(id: id.number, name: request.name))
    send(id.number, &context)
  }

  /// The broker has it: that is what the client is told.
  public mutating func receive(_ message: BrokerMessage, from sender: NodeID, _ context: inout Context) {
    guard case .accepted(let job) = message, open.contains(job) else { return }
    open.removeAll { $0 == job }
    accepted.append(job.id)
    context.cancelTimer(.again(job.id))
    context.reply(.accepted, to: RequestID(job.id))
  }

  /// Sends it again.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    if case .again(let id) = timer { send(id, &context) }
  }

  /// Sends again what is open.
  public mutating func recover(_ context: inout Context) {
    for job in open { send(job.id, &context) }
  }

  private func send(_ id: Int, _ context: inout Context) {
    guard let job = open.first(where: { $0.id == id }) else { return }
    context.send(.publish(job), to: broker)
    if let patience { context.setTimer(.again(id), after: patience) }
  }
}

/// A worker: it does one job after another.
public struct BrokerWorker: Node {
  /// When a worker tells the broker that it need not remember a job.
  public enum Acknowledgement: String, Hashable, Codable, Sendable { case after, before }

  /// What it sends and receives.
  public typealias Message = BrokerMessage
  /// What clients ask of the shop.
  public typealias Request = BrokerRequest
  /// What it answers whoever takes it for the shop.
  public typealias Reply = BrokerReply
  /// The job is done; or it has nothing to do and says so again.
  public enum TimerName: String, Hashable, Codable, Sendable { case work, poll }

  let broker: NodeID
  let work: Int
  let acknowledgement: Acknowledgement
  /// How often it says that it has nothing to do; none: once. Only where workers pull.
  let poll: Int?
  let pulls: Bool
  /// What it has in memory.
  var jobs: [BrokerJob] = []
  /// Which jobs it has done, one entry for each time: what really happened. It takes no part in the protocol.
  var done: [Int] = []

  /// What is done is done.
  public static var stable: StableState<Self> { StableState(\.done) }

  /// Says that it is there, where workers pull.
  public mutating func start(_ context: inout Context) { ask(&context) }

  /// It is no shop.
  public mutating func handle(_ request: BrokerRequest, id: RequestID, _ context: inout Context) {
    context.reply(.noShop, to: id)
  }

  /// Takes a job.
  public mutating func receive(_ message: BrokerMessage, from sender: NodeID, _ context: inout Context) {
    guard case .deliver(let job) = message else { return }
    jobs.append(job)
    if acknowledgement == .before { context.send(.acknowledge(job), to: broker) }
    context.cancelTimer(.poll)
    if jobs.count == 1 { context.setTimer(.work, after: work) }
  }

  /// A job is done, or was no good; then the next one.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    if timer == .work {
      let job = jobs.removeFirst()
      if job.name == "bad" {
        if acknowledgement == .after { context.send(.failed(job), to: broker) }
      } else {
        done.append(job.id)
        if acknowledgement == .after { context.send(.acknowledge(job), to: broker) }
      }
    }
    if jobs.isEmpty { ask(&context) } else { context.setTimer(.work, after: work) }
  }

  private func ask(_ context: inout Context) {
    guard pulls else { return }
    context.send(.ready, to: broker)
    if let poll { context.setTimer(.poll, after: poll) }
  }
}
