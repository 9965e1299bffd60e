import Atoll
import CircuitBreakerContract

/// A circuit breaker.
struct CircuitBreaker: BreakerNode {
  /// A call that is under way, and the period in which it was made.
  struct Call: Hashable, Codable {
    let number: Int
    let request: RequestID
    let period: Int
  }

  enum TimerName: Hashable, Codable { case call(Int), pause }

  let service: NodeID
  private(set) var state = BreakerState.closed
  private var calls: [Call] = []
  private var made = 0
  private var failures = 0
  /// How often the state has changed.
  private var period = 0

  init(service: NodeID) { self.service = service }

  mutating func handle(_ request: BreakerRequest, id: RequestID, _ context: inout Context) {
    switch state {
    case .closed: call(id, &context)
    case .halfOpen where !calls.contains(where: { $0.period == period }): call(id, &context)
    case .open, .halfOpen: context.reply(.refused, to: id)
    }
  }

  mutating func receive(_ message: ServiceCall, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .ok(let number):
      end(number, succeeded: true, &context)
      if state == .halfOpen {
        failures = 0
        change(to: .closed)
      }
    case .error(let number): end(number, succeeded: false, &context)
    case .call: break
    }
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch timer {
    case .call(let number): end(number, succeeded: false, &context)
    case .pause: change(to: .halfOpen)
    }
  }

  private mutating func call(_ request: RequestID, _ context: inout Context) {
    made += 1
    calls.append(Call(number: made, request: request, period: period))
    context.send(.call(made), to: service)
    context.setTimer(.call(made), after: 50)
  }

  private mutating func end(_ number: Int, succeeded: Bool, _ context: inout Context) {
    guard let place = calls.firstIndex(where: { $0.number == number }) else { return }
    let call = calls.remove(at: place)
    context.cancelTimer(.call(number))
    context.reply(succeeded ? .ok : .failed, to: call.request)
    guard call.period == period else { return }
    if succeeded {
      failures = 0
      if state == .halfOpen { change(to: .closed) }
    } else {
      failures += 1
      if failures >= 3 || state == .halfOpen {
        change(to: .open)
        context.setTimer(.pause, after: 200)
      }
    }
  }

  private mutating func change(to next: BreakerState) {
    state = next
    period += 1
  }
}
