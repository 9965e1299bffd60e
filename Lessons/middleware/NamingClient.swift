import Atoll

/// A client that knows a name, and asks the name service where that is.
public struct NamingClient: Node {
  /// What it sends and receives.
  public typealias Message = NamingMessage
  /// What a program asks.
  public typealias Request = NamingRequest
  /// What it answers.
  public typealias Reply = NamingReply
  /// A host has not answered for too long; or the binding is too old.
  public enum TimerName: Hashable, Codable, Sendable { case noAnswer, expired }

  let names: NodeID
  /// How long a binding is used, in ticks.
  let lifetime: Int
  /// How long it waits for an answer; none: for ever.
  let timeout: Int?
  /// How often it gives a call up; none: again and again.
  let timeoutsMax: Int?
  /// Where the counter is, as far as the client knows: its *binding*.
  var binding: NodeID?
  var calls: [RequestID] = []
  /// How often it has given up the oldest call.
  var timeouts = 0
  /// How many calls were answered. It takes no part in the protocol: properties look at it.
  var finished = 0

  /// Uses the binding, or asks for one.
  public mutating func handle(_ request: NamingRequest, id: RequestID, _ context: inout Context) {
    guard request == .count else { return context.reply(.notHere, to: id) }
    calls.append(id)
    if calls.count == 1 { begin(&context) }
  }

  /// Goes on with the oldest call.
  public mutating func receive(_ message: NamingMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .found(let host):
      binding = host
      context.setTimer(.expired, after: lifetime)
      if !calls.isEmpty { begin(&context) }
    case .counted(let number, let value):
      guard let call = calls.first, call.number == number else { return }
      calls.removeFirst()
      (timeouts, finished) = (0, finished + 1)
      context.cancelTimer(.noAnswer)
      context.reply(.value(value), to: call)
      if !calls.isEmpty { begin(&context) }
    case .notHere(let number):
      guard calls.first?.number == number else { return }
      context.cancelTimer(.noAnswer)
      binding = nil
      begin(&context)
    default: break
    }
  }

  /// A binding that is too old is not used any more; nor is one whose host is silent.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    binding = nil
    guard timer == .noAnswer else { return }
    if timeoutsMax != nil { timeouts += 1 }
    begin(&context)
  }

  private func begin(_ context: inout Context) {
    guard let call = calls.first else { return }
    if let binding {
      context.send(.count(call.number, from: context.id), to: binding)
    } else {
      context.send(.lookUp, to: names)
    }
    guard let timeout, timeoutsMax.map({ timeouts < $0 }) ?? true else { return }
    context.setTimer(.noAnswer, after: timeout)
  }
}

/// The name service: where the counter is.
public struct NamingService: Node {
  /// What it sends and receives.
  public typealias Message = NamingMessage
  /// What programs ask of others.
  public typealias Request = NamingRequest
  /// What it answers whoever takes it for a host.
  public typealias Reply = NamingReply

  /// The host of the counter.
  var host: NodeID

  /// On disk.
  public static var stable: StableState<Self> { .everything }

  /// The counter is not here.
  public mutating func handle(_ request: NamingRequest, id: RequestID, _ context: inout Context) {
    context.reply(.notHere, to: id)
  }

  /// Answers, or learns where the counter is now.
  public mutating func receive(_ message: NamingMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .lookUp: context.send(.found(host), to: sender)
    case .register: host = sender
    default: break
    }
  }
}
