import Atoll

/// A computer on which the counter may be.
public struct NamingHost: Node {
  /// What a host does with calls for a counter that has left.
  public enum Farewell: String, Hashable, Codable, Sendable {
    /// It says that the counter is not there.
    case refuse
    /// It passes them on to where the counter went.
    case forward
    /// It says nothing.
    case silent
    /// A mistake: it has kept a copy, and goes on counting.
    case keep
  }

  /// What really happened: a call, and the value to which it brought the counter. Nothing in the protocol reads it.
  struct Count: Hashable, Codable {
    let call: Int
    let value: Int
  }

  /// What it sends and receives.
  public typealias Message = NamingMessage
  /// What one can ask: to let the counter go.
  public typealias Request = NamingRequest
  /// What it answers.
  public typealias Reply = NamingReply

  let names: NodeID
  let farewell: Farewell
  /// The counter; none where it is not here.
  var counter: Int?
  /// Where it went from here.
  var forwarding: NodeID?
  /// Each time that it has counted.
  var counts: [Count] = []

  /// On disk.
  public static var stable: StableState<Self> { .everything }

  /// Lets the counter go to another host.
  public mutating func handle(_ request: NamingRequest, id: RequestID, _ context: inout Context) {
    guard case .move(let host) = request, host != context.id, let value = counter else {
      return context.reply(.notHere, to: id)
    }
    if farewell != .keep { counter = nil }
    forwarding = host
    context.send(.move(value: value), to: host)
    context.reply(.moved, to: id)
  }

  /// Counts, or says farewell; or the counter arrives.
  public mutating func receive(_ message: NamingMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .count(let number, let client):
      if let value = counter {
        counter = value + 1
        counts.append(Count(call: number, value: value + 1))
        context.send(.counted(number, value: value + 1), to: client)
      } else if farewell == .forward, let forwarding {
        context.send(.count(number, from: client), to: forwarding)
      } else if farewell != .silent {
        context.send(.notHere(number), to: client)
      }
    case .move(let value):
      counter = value
      forwarding = nil
      context.send(.register, to: names)
    default: break
    }
  }
}
