import Atoll

/// The broker: a queue between those who want work done and those who do it.
public struct BrokerQueue: Node {
  /// What it sends and receives.
  public typealias Message = BrokerMessage
  /// What clients ask of the shop.
  public typealias Request = BrokerRequest
  /// What it answers whoever takes it for the shop.
  public typealias Reply = BrokerReply
  /// No acknowledgement of a job has come.
  public struct TimerName: Hashable, Codable, Sendable, CustomStringConvertible {
    let job: Int
    /// `no word of #1`
    public var description: String { "no word of #\(job)" }
  }

  /// A job in the queue, and how often it has been delivered.
  struct Entry: Hashable, Codable {
    let job: BrokerJob
    var deliveries = 0
  }

  let workers: [NodeID]
  let pulls: Bool
  let isPersistent: Bool
  let redelivery: Int
  let deliveriesMax: Int
  /// What waits.
  var queue: [Entry] = []
  /// What was delivered and is not acknowledged.
  var unacknowledged: [Entry] = []
  /// What was delivered too often.
  var deadLetters: [Entry] = []
  /// The orders that were accepted: an order that is published again is not taken again.
  var known: [Int] = []
  /// Which workers have nothing to do, as far as it knows. Only where workers pull.
  var idle: [NodeID] = []
  /// Whose turn it is. Only where the broker pushes.
  var turn = 0

  /// What is on disk, if anything is: see `recover`.
  public static var stable: StableState<Self> {
    StableState(\.queue, \.unacknowledged, \.deadLetters, \.known)
  }

  /// What was under way may be lost: it goes back into the queue.
  public mutating func recover(_ context: inout Context) {
    if !isPersistent { (queue, unacknowledged, deadLetters, known) = ([], [], [], []) }
    let open = unacknowledged
    unacknowledged = []
    for entry in open { enqueue(entry) }
    deliver(&context)
  }

  /// It is no shop.
  public mutating func handle(_ request: BrokerRequest, id: RequestID, _ context: inout Context) {
    context.reply(.noShop, to: id)
  }

  /// Takes an order, a word about one, or the news that a worker is idle.
  public mutating func receive(_ message: BrokerMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .publish(let job):
      if !known.contains(job.id) {
        known.append(job.id)
        enqueue(Entry(job: job))
      }
      context.send(.accepted(job), to: sender)
    case .ready:
      if !idle.contains(sender) { idle.append(sender) }
    case .acknowledge(let job):
      unacknowledged.removeAll { $0.job == job }
      queue.removeAll { $0.job == job }
      context.cancelTimer(TimerName(job: job.id))
    case .failed(let job): takeBack(job.id, &context)
    case .accepted, .deliver: break
    }
    deliver(&context)
  }

  /// No acknowledgement has come: the worker may be down, or slow, or the acknowledgement was lost.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    takeBack(timer.job, &context)
    deliver(&context)
  }

  private mutating func takeBack(_ job: Int, _ context: inout Context) {
    guard let place = unacknowledged.firstIndex(where: { $0.job.id == job }) else { return }
    context.cancelTimer(TimerName(job: job))
    enqueue(unacknowledged.remove(at: place))
  }

  private mutating func enqueue(_ entry: Entry) {
    if entry.deliveries < deliveriesMax { queue.append(entry) } else { deadLetters.append(entry) }
  }

  private mutating func deliver(_ context: inout Context) {
    while !queue.isEmpty, let worker = nextWorker() {
      var entry = queue.removeFirst()
      entry.deliveries += 1
      unacknowledged.append(entry)
      context.send(.deliver(entry.job), to: worker)
      context.setTimer(TimerName(job: entry.job.id), after: redelivery)
    }
  }

  private mutating func nextWorker() -> NodeID? {
    if pulls { return idle.isEmpty ? nil : idle.removeFirst() }
    turn = (turn + 1) % workers.count
    return workers[turn]
  }

  /// Whether it still has a job, in whatever place.
  func holds(_ job: Int) -> Bool { (queue + unacknowledged + deadLetters).contains { $0.job.id == job } }
}
