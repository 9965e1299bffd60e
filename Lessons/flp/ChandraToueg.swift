import Atoll

/// Consensus with the help of a failure detector that need only be right in the end, and a majority that is up.
///
/// The coordinator of round r is process (r − 1) mod 3. All tell it their estimate, and in which round they adopted
/// it; it proposes the newest one of a majority. Who gets the proposal adopts and acknowledges it; who suspects the
/// coordinator refuses; both go on to the next round. A coordinator that hears of a majority of acknowledgements
/// decides and tells all; if there is a refusal among the answers of the first majority, it goes on, too.
///
/// Agreement: what is decided was adopted by a majority, so a later coordinator hears of it from one of them at least,
/// and finds nothing newer. Suspicions play no part in that. Termination: when those that have crashed are suspected, and
/// some process that is up is suspected by nobody any more, a round of that process decides.
///
/// - SeeAlso: Chandra & Toueg 1996, "Unreliable failure detectors for reliable distributed systems".
public struct ChandraToueg: ConsensusProcess {
  /// What the processes say to each other.
  public enum Message: Hashable, Codable, Sendable {
    case estimate(Int, adoptedIn: Int, round: Int)
    case propose(Int, round: Int)
    case acknowledge(round: Int)
    case refuse(round: Int)
    case decide(Int)
  }
  /// The end of the detector's patience with the coordinator.
  public enum TimerName: String, Hashable, Codable, Sendable { case suspect }

  /// The round that it is in, from 1.
  private(set) var round = 0
  private(set) var estimate: Int
  /// The round in which it adopted its estimate; 0 where that is its input.
  private(set) var adoptedIn = 0
  /// The page of this round, and those of later ones of which it has heard already.
  private(set) var pages = [Page()]
  /// What it has decided.
  public private(set) var decision: Int?

  /// The detector: whom it suspects, and how long it waits for each process.
  private(set) var suspects = NodeSet()
  private(set) var patience: [Int]
  let growth: Int
  /// After which round the model takes it out.
  let rounds: Int

  /// In every round it may fail to decide.
  public static var hasRoundsWithoutEnd: Bool { true }
  /// Whether it would go on to a round that the model does not have.
  public var isCutShort: Bool { decision == nil && round > rounds }

  /// A process with an input, which waits `patience` ticks for a coordinator, and `growth` more after each mistake.
  public init(input: Int, patience: Int, growth: Int, rounds: Int, count: Int = 3) {
    (self.growth, self.rounds) = (growth, rounds)
    self.patience = Array(repeating: patience, count: count)
    estimate = input
  }

  /// Enters the first round.
  public mutating func start(_ context: inout Context) {
    enterNextRound(&context)
    while advance(&context) {}
  }

  /// The detector: suspects the coordinator.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    let coordinator = coordinator(context)
    suspects.insert(coordinator)
    context.note("suspects \(coordinator) in round \(round)")
    while advance(&context) {}
  }

  /// Writes the message on its round's page, unless that round is over for this process.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard decision == nil else { return }
    if case .decide(let value) = message { return decide(value, &context) }
    guard !isCutShort else { return }
    if suspects.remove(sender) {
      patience[sender.index] += growth
      context.note("trusts \(sender) again, patience \(patience[sender.index])")
    }
    guard message.round >= round else { return }
    while pages.count <= message.round - round { pages.append(Page()) }
    pages[message.round - round].write(message, from: sender)
    while advance(&context) {}
  }

  private func coordinator(_ context: Context) -> NodeID { NodeID((round - 1) % context.clusterSize) }

  private mutating func enterNextRound(_ context: inout Context) {
    context.cancelTimer(.suspect)
    round += 1
    pages.removeFirst()
    if pages.isEmpty { pages.append(Page()) }
    guard round <= rounds else { return pages = [] }
    let mine = Message.estimate(estimate, adoptedIn: adoptedIn, round: round)
    if coordinator(context) == context.id { return pages[0].write(mine, from: context.id) }
    context.send(mine, to: coordinator(context))
    context.setTimer(.suspect, after: patience[coordinator(context).index])
  }

  /// Goes one phase on, if it need not wait for anything.
  private mutating func advance(_ context: inout Context) -> Bool {
    guard decision == nil, let page = pages.first else { return false }
    let coordinator = coordinator(context)
    switch page.proposal {
    case let value? where coordinator == context.id:
      guard page.acknowledged.count + page.refused.count >= context.majority else { return false }
      guard page.acknowledged.count < context.majority else {
        context.broadcast(.decide(value))
        decide(value, &context)
        return false
      }
      enterNextRound(&context)
    case nil where coordinator == context.id:
      guard page.estimates.count >= context.majority else { return false }
      (estimate, adoptedIn, pages[0].proposal) = (page.newest, round, page.newest)
      pages[0].acknowledged.insert(context.id)
      context.broadcast(.propose(estimate, round: round))
    case let value?:
      (estimate, adoptedIn) = (value, round)
      context.send(.acknowledge(round: round), to: coordinator)
      enterNextRound(&context)
    case nil:
      guard suspects.contains(coordinator) else { return false }
      context.send(.refuse(round: round), to: coordinator)
      enterNextRound(&context)
    }
    return true
  }

  private mutating func decide(_ value: Int, _ context: inout Context) {
    (decision, pages) = (value, [])
    context.note("decides \(value)")
    context.cancelTimer(.suspect)
  }
}
