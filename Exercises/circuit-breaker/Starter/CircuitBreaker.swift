import Atoll
import CircuitBreakerContract

/// A circuit breaker.
///
/// Grade it as often as you like: `atoll grade circuit-breaker`. `atoll hint circuit-breaker` helps in small steps.
struct CircuitBreaker: BreakerNode {
  /// A call that is under way.
  struct Call: Hashable, Codable {
    let number: Int
    let request: RequestID
  }

  /// No answer to a call; the end of the open state.
  enum TimerName: Hashable, Codable { case call(Int), pause }

  let service: NodeID
  private(set) var state = BreakerState.closed
  private var calls: [Call] = []
  private var made = 0

  init(service: NodeID) { self.service = service }

  mutating func handle(_ request: BreakerRequest, id: RequestID, _ context: inout Context) {
    // TODO: three states, failures, the trial. The task is in README.md.
    made += 1
    calls.append(Call(number: made, request: id))
    context.send(.call(made), to: service)
  }

  mutating func receive(_ message: ServiceCall, from sender: NodeID, _ context: inout Context) {
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
  }
}
