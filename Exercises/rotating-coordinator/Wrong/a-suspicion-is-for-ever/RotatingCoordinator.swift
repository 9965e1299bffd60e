import Atoll
import RotatingCoordinatorContract

/// Consensus with an eventually accurate failure detector and a correct majority (Chandra and Toueg 1996), with atomic
/// broadcasts: a crash happens between two steps.
struct RotatingCoordinator: CoordinatorProcess {
  private(set) var decision: Int?

  private var round = 0
  private var estimate: Int
  private var takenIn = 0
  private var suspected: NodeSet = []
  /// What it has proposed as the coordinator of this round.
  private var proposal: Int?
  /// Messages of this round and of later ones.
  private var heard: [CoordinatorMessage] = []

  init(input: Int) {
    estimate = input
  }

  mutating func start(_ context: inout Context) {
    enterNextRound(&context)
    goOn(&context)
  }

  mutating func receive(
    _ message: CoordinatorMessage, from sender: NodeID, _ context: inout Context
  ) {
    guard decision == nil else { return }
    if case .decide(let value) = message {
      decision = value
    } else {
      heard.append(message)
    }
    goOn(&context)
  }

  mutating func handle(_ suspicion: Suspicion, id: RequestID, _ context: inout Context) {
    switch suspicion {
    case .suspects(let node): suspected.insert(node)
    case .trusts: break
    }
    goOn(&context)
  }

  /// Does all that can be done now.
  private mutating func goOn(_ context: inout Context) {
    var isWaiting = false
    while decision == nil, !isWaiting {
      if context.id != coordinator(context) {
        isWaiting = !answer(&context)
      } else if proposal == nil {
        isWaiting = !propose(&context)
      } else {
        isWaiting = !conclude(&context)
      }
    }
    heard = decision == nil ? heard.filter { $0.round >= round } : []
  }

  private func coordinator(_ context: Context) -> NodeID {
    NodeID((round - 1) % context.clusterSize)
  }

  private mutating func enterNextRound(_ context: inout Context) {
    (round, proposal) = (round + 1, nil)
    tellCoordinator(.estimate(estimate, takenIn: takenIn, round: round), &context)
  }

  /// What the coordinator tells itself it need not send.
  private mutating func tellCoordinator(_ message: CoordinatorMessage, _ context: inout Context) {
    let coordinator = coordinator(context)
    if coordinator == context.id {
      heard.append(message)
    } else {
      context.send(message, to: coordinator)
    }
  }

  private mutating func takeOver(_ value: Int, _ context: inout Context) {
    (estimate, takenIn) = (value, round)
    tellCoordinator(.accept(round: round), &context)
  }

  /// The coordinator: waits for a majority of estimates, then proposes the one that was taken over last.
  private mutating func propose(_ context: inout Context) -> Bool {
    var latest: (value: Int, takenIn: Int)?
    var count = 0
    for case .estimate(let value, let takenIn, round) in heard {
      count += 1
      if takenIn > latest?.takenIn ?? -1 { latest = (value, takenIn) }
    }
    guard count >= context.majority, let latest else { return false }
    proposal = latest.value
    context.broadcast(.propose(latest.value, round: round))
    takeOver(latest.value, &context)
    return true
  }

  /// The coordinator: waits for a majority of answers, and decides if they all accept.
  private mutating func conclude(_ context: inout Context) -> Bool {
    let accepts = heard.count { $0 == .accept(round: round) }
    let refusals = heard.count { $0 == .refuse(round: round) }
    guard accepts + refusals >= context.majority else { return false }
    if accepts >= context.majority, let proposal {
      decision = proposal
      context.broadcast(.decide(proposal))
    } else {
      enterNextRound(&context)
    }
    return true
  }

  /// All others: wait for the coordinator's proposal, or until the coordinator is suspected.
  private mutating func answer(_ context: inout Context) -> Bool {
    for case .propose(let value, round) in heard {
      takeOver(value, &context)
      enterNextRound(&context)
      return true
    }
    guard suspected.contains(coordinator(context)) else { return false }
    tellCoordinator(.refuse(round: round), &context)
    enterNextRound(&context)
    return true
  }
}

extension CoordinatorMessage {
  fileprivate var round: Int {
    switch self {
    case .estimate(_, _, let round), .propose(_, let round), .accept(let round), .refuse(let round):
      round
    case .decide: 0
    }
  }
}
