import Atoll

/// A component that fails and is repaired, the power that all of them share, or somebody who watches.
public struct NinesNode: Node {
  /// What a component tells the monitor.
  public enum Message: String, Hashable, Codable, Sendable { case down, up }
  /// The next failure or the end of the repair.
  public enum TimerName: String, Hashable, Codable, Sendable { case fails, isRepaired }

  /// What a node is.
  public enum Role: String, Hashable, Codable, Sendable { case monitor, component, power }

  /// How many components the system needs: all of them in series, one in parallel.
  public struct Needs: Hashable, Codable, Sendable {
    let atLeast: Int
    let components: Int
  }

  let role: Role
  let needs: Needs
  /// The mean ticks from a repair to the next failure, and from a failure to its repair; 0: it never fails.
  let timeToFailure: Int
  let timeToRepair: Int
  /// The monitor: who is down, and the ticks in which the system served.
  var down = NodeSet()
  var upTicks = 0
  var outages = 0
  var lastChange = 0

  init(_ role: Role, _ needs: Needs, timeToFailure: Int = 0, timeToRepair: Int = 0) {
    (self.role, self.needs) = (role, needs)
    (self.timeToFailure, self.timeToRepair) = (timeToFailure, timeToRepair)
  }

  /// Works at first.
  public mutating func start(_ context: inout Context) {
    if role != .monitor, timeToFailure > 0 {
      context.setTimer(.fails, after: .exponential(minimum: 0, mean: timeToFailure))
    }
  }

  /// Fails, or works again, and says so.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch timer {
    case .fails:
      context.send(.down, to: NodeID(0))
      context.setTimer(.isRepaired, after: .exponential(minimum: 0, mean: timeToRepair))
    case .isRepaired:
      context.send(.up, to: NodeID(0))
      context.setTimer(.fails, after: .exponential(minimum: 0, mean: timeToFailure))
    }
  }

  /// The monitor takes notice.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    let served = isServing
    if served { upTicks += context.clock - lastChange }
    lastChange = context.clock
    switch message {
    case .down: down.insert(sender)
    case .up: down.remove(sender)
    }
    if served, !isServing { outages += 1 }
  }

  /// Whether the system serves: there is power, and as many components as it needs work.
  var isServing: Bool {
    let power = NodeID(1)
    let failed = down.count - (down.contains(power) ? 1 : 0)
    return !down.contains(power) && needs.components - failed >= needs.atLeast
  }
}
