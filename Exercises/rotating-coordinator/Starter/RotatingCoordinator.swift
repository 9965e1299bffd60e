import Atoll
import RotatingCoordinatorContract

/// One process of a consensus protocol with rotating coordinators and a failure detector.
///
/// Grade it as often as you like: `atoll grade rotating-coordinator`. `atoll hint rotating-coordinator` helps.
struct RotatingCoordinator: CoordinatorProcess {
  private(set) var decision: Int?

  /// The round it is in, from 1; 0 before its start.
  private var round = 0
  private var estimate: Int
  /// The round in which it took its estimate over; 0 for its input.
  private var takenIn = 0
  private var suspected: NodeSet = []
  /// What it has proposed as the coordinator of this round.
  private var proposal: Int?
  /// Messages of this round and of later ones.
  private var heard: [CoordinatorMessage] = []

  init(input: Int) { estimate = input }

  mutating func start(_ context: inout Context) {
    enterNextRound(&context)
    goOn(&context)
  }

  mutating func receive(_ message: CoordinatorMessage, from sender: NodeID, _ context: inout Context) {
    guard decision == nil else { return }
    heard.append(message)
    goOn(&context)
  }

  mutating func handle(_ suspicion: Suspicion, id: RequestID, _ context: inout Context) {
    goOn(&context)
  }

  /// Does all that can be done now: as long as something can be, something new may become possible.
  private mutating func goOn(_ context: inout Context) {
    // TODO: decide what another one has decided; be the coordinator, or answer it. The task is in README.md.
  }

  private func coordinator(_ context: Context) -> NodeID { NodeID((round - 1) % context.clusterSize) }

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
}
