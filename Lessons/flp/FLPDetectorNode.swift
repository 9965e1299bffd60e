import Atoll

/// A failure detector: says "alive" to all others every `period` ticks, and suspects whoever is silent for too long.
///
/// A suspicion is taken back when the suspect is heard after all; with `growth` above 0, the next silence of that
/// process is then waited out a little longer. If messages take no longer than some bound, from some moment on, then
/// each process is suspected falsely a finite number of times, although nobody knows the bound or the moment: after
/// enough mistakes the patience is above it. Who crashes is silent for ever, and is suspected for ever.
///
/// - SeeAlso: Chandra & Toueg 1996, "Unreliable failure detectors for reliable distributed systems".
public struct FLPDetectorNode: Node {
  /// What the processes say to each other.
  public enum Message: String, Hashable, Codable, Sendable { case alive }
  /// When to say so again, and the end of the patience with a process.
  public enum TimerName: Hashable, Codable, Sendable { case beat, silence(of: NodeID) }

  let period: Int
  let growth: Int
  /// How long the silence of each process may last.
  private(set) var patience: [Int]
  /// Whom it suspects of having crashed.
  private(set) var suspects = NodeSet()
  /// How many suspicions it has taken back.
  private(set) var takenBack = 0

  /// A process that waits `patience` ticks at first, and `growth` more after each mistake.
  public init(of count: Int, period: Int, patience: Int, growth: Int) {
    (self.period, self.growth) = (period, growth)
    self.patience = Array(repeating: patience, count: count)
  }

  /// Whom it would follow: the first process that it does not suspect.
  func leader(is id: NodeID) -> NodeID {
    patience.indices.map { NodeID($0) }.first { $0 == id || !suspects.contains($0) } ?? id
  }

  /// Begins to say "alive", and to listen.
  public mutating func start(_ context: inout Context) {
    context.setTimer(.beat, after: 0...period)
    for peer in context.peers { listen(to: peer, &context) }
  }

  /// Says "alive", or suspects.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch timer {
    case .beat:
      context.broadcast(.alive)
      context.setTimer(.beat, after: period)
    case .silence(let peer):
      suspects.insert(peer)
      context.note("suspects \(peer)")
    }
  }

  /// Takes a suspicion back, and listens anew.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    if suspects.remove(sender) {
      takenBack += 1
      patience[sender.index] += growth
      context.note("trusts \(sender) again, patience \(patience[sender.index])")
    }
    listen(to: sender, &context)
  }

  private func listen(to peer: NodeID, _ context: inout Context) {
    context.setTimer(.silence(of: peer), after: patience[peer.index])
  }
}
