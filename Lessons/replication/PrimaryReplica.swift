import Atoll

/// A replica of registers: the primary orders the writes in a log, the backups follow.
///
/// Each primary has a *view*, a number that is its alone; a replica that knows of a later view does not follow an earlier one.
/// The primary sends its whole log, so a message that is lost or late does no harm. Reads are answered from the replica's own log.
///
/// After Alsberg and Day, "A principle for resilient sharing of distributed resources" (1976); the views and asking a
/// majority are those of Oki and Liskov, "Viewstamped replication" (1988).
public struct PrimaryReplica: Node {
  /// One write of the log.
  public struct Entry: Hashable, Codable, Sendable, CustomStringConvertible {
    let key: String
    let value: String

    /// `x=1`.
    public var description: String { "\(key)=\(value)" }
  }

  /// What the replicas say to each other; every message names a view.
  public enum Message: Hashable, Codable, Sendable {
    /// Primary to backups: this is the log.
    case log(view: Int, [Entry])
    /// The answer: I hold that many entries of it.
    case have(view: Int, Int)
    /// To all: I am to be the primary of this view; what do you have?
    case ask(view: Int)
    /// The answer: my log, and of which view it is.
    case mine(view: Int, from: Int, [Entry])
  }

  /// What the register answers.
  public typealias Reply = RegisterReply

  let mode: AcknowledgeMode
  let takeOver: TakeOver
  /// The latest view that it knows of, and that of its log.
  var view = 1
  var logView = 1
  var isPrimary: Bool
  var log: [Entry] = []
  /// Primary: how many entries each backup is known to hold.
  var held: NodeMap<Int> = [:]
  /// Primary: the writes that wait, by the length that the log has with them.
  var waiting: [Int: RequestID] = [:]
  /// The writes that it has acknowledged: for whoever judges a run.
  var acknowledged: [Entry] = []
  /// While it becomes the primary: who has answered, and whom it tells when it is.
  var answered: NodeSet?
  var promotion: RequestID?

  init(mode: AcknowledgeMode, takeOver: TakeOver, isPrimary: Bool) {
    self.mode = mode
    self.takeOver = takeOver
    self.isPrimary = isPrimary
  }

  /// All but what the clients wait for is on disk; one that comes back is no primary until it is promoted.
  public static var stable: StableState<Self> { StableState(\.view, \.logView, \.log, \.acknowledged) }

  /// Comes back as a backup.
  public mutating func recover(_ context: inout Context) { isPrimary = false }

  /// Reads are answered from the own log; writes are for the primary.
  public mutating func handle(_ request: PrimaryRequest, id: RequestID, _ context: inout Context) {
    switch request {
    case .register(.read(let key)):
      context.reply(.value(log.last { $0.key == key }?.value ?? "0"), to: id)
    case .register(.write(let key, let value)):
      guard isPrimary else { return context.reply(.unavailable, to: id) }
      log.append(Entry(key: key, value: value))
      waiting[log.count] = id
      context.broadcast(.log(view: view, log))
      acknowledge(&context)
    case .promote: promote(id, &context)
    }
  }

  /// Follows the primary, or goes on as the primary.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .log(let number, let entries):
      guard number >= view else { return }
      follow(number)
      if number > logView || entries.count > log.count { (logView, log) = (number, entries) }
      context.send(.have(view: number, log.count), to: sender)
    case .have(let number, let count):
      guard isPrimary, number == view else { return }
      held[sender] = max(count, held[sender, default: 0])
      acknowledge(&context)
    case .ask(let number):
      guard number > view else { return }
      follow(number)
      context.send(.mine(view: number, from: logView, log), to: sender)
    case .mine(let number, let logView, let entries):
      guard number == view, answered != nil else { return }
      if (logView, entries.count) > (self.logView, log.count) { (self.logView, log) = (logView, entries) }
      answered?.insert(sender)
      lead(&context)
    }
  }

  /// Follows a later view: whoever was primary is none any more.
  private mutating func follow(_ number: Int) {
    guard number > view else { return }
    view = number
    (isPrimary, answered, waiting) = (false, nil, [:])
  }

  private mutating func promote(_ id: RequestID, _ context: inout Context) {
    guard !isPrimary else { return context.reply(.ok, to: id) }
    follow(nextOwnView(context))
    (answered, promotion) = ([context.id], id)
    if takeOver == .majority { context.broadcast(.ask(view: view)) }
    lead(&context)
  }

  /// The next view that is this replica's to lead. Views go round, so no two replicas lead the same one.
  private func nextOwnView(_ context: Context) -> Int {
    let others = (context.id.index - view % context.clusterSize + context.clusterSize) % context.clusterSize
    return view + 1 + others
  }

  /// Becomes the primary, once it has heard enough.
  private mutating func lead(_ context: inout Context) {
    guard let answered, answered.count >= (takeOver == .majority ? context.majority : 1) else { return }
    (self.answered, isPrimary, logView, held) = (nil, true, view, [:])
    context.broadcast(.log(view: view, log))
    if let promotion { context.reply(.ok, to: promotion) }
    promotion = nil
  }

  /// Answers the writes that enough backups hold.
  private mutating func acknowledge(_ context: inout Context) {
    let needed =
      switch mode {
      case .sync: context.clusterSize - 1
      case .semiSync: 1
      case .async: 0
      }
    for (place, entry) in log.enumerated() {
      guard let id = waiting[place + 1], held.values.filter({ $0 > place }).count >= needed else { continue }
      waiting[place + 1] = nil
      acknowledged.append(entry)
      context.reply(.ok, to: id)
    }
  }
}
