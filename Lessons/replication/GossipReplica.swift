import Atoll

/// How a replica tells a random other one: it sends what it knows, or both send what they know.
public enum GossipStyle: String, Hashable, Codable, Sendable, CaseIterable {
  case push
  case pushPull = "push-pull"
}

/// A replica that tells one random other replica in each round what it knows: *anti-entropy*.
///
/// After Demers and others, "Epidemic algorithms for replicated database maintenance" (1987).
public struct GossipReplica: Node {
  /// A value with the version that says which of two copies is newer.
  public struct Copy: Hashable, Codable, Sendable, CustomStringConvertible {
    let key: String
    let value: String
    let version: LamportTimestamp

    /// `x=1`.
    public var description: String { "\(key)=\(value)" }
  }

  /// What the replicas say to each other.
  public enum Message: Hashable, Codable, Sendable {
    /// This is what I know.
    case push([Copy])
    /// This is what I know; what do you know?
    case exchange([Copy])
  }

  /// What the register answers.
  public typealias Reply = RegisterReply
  /// A round begins.
  public enum TimerName: Hashable, Codable, Sendable { case round }

  /// How long a round is, in ticks.
  static let roundTicks = 10

  let style: GossipStyle
  /// How many rounds it still takes part in.
  var rounds: Int
  /// What it knows, one copy of each key.
  var copies: [Copy] = []

  init(style: GossipStyle, rounds: Int) {
    self.style = style
    self.rounds = rounds
  }

  /// What it knows is on disk.
  public static var stable: StableState<Self> { StableState(\.copies, \.rounds) }

  /// The first round begins.
  public mutating func start(_ context: inout Context) { nextRound(&context) }

  /// Answers at once, from this replica's own copy.
  public mutating func handle(_ request: RegisterRequest, id: RequestID, _ context: inout Context) {
    let own = copies.first { $0.key == request.key }
    switch request {
    case .read: context.reply(.value(own?.value ?? "0"), to: id)
    case .write(let key, let value):
      let version = LamportTimestamp(counter: (own?.version.counter ?? 0) + 1, node: context.id)
      learn([Copy(key: key, value: value, version: version)])
      context.reply(.ok, to: id)
    }
  }

  /// A round: tells one other replica, whichever it may be.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    rounds -= 1
    let peer = context.choose(among: context.peers)
    switch style {
    case .push: if !copies.isEmpty { context.send(.push(copies), to: peer) }
    case .pushPull: context.send(.exchange(copies), to: peer)
    }
    nextRound(&context)
  }

  /// Learns what another one knows.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .push(let others): learn(others)
    case .exchange(let others):
      let before = copies
      learn(others)
      if before != others, !before.isEmpty { context.send(.push(before), to: sender) }
    }
  }

  private func nextRound(_ context: inout Context) {
    if rounds > 0 { context.setTimer(.round, after: Self.roundTicks) }
  }

  private mutating func learn(_ others: [Copy]) {
    for copy in others {
      if let place = copies.firstIndex(where: { $0.key == copy.key }) {
        if copy.version > copies[place].version { copies[place] = copy }
      } else {
        copies.insert(copy, at: copies.firstIndex { $0.key > copy.key } ?? copies.count)
      }
    }
  }
}
