import Atoll

/// What stands before copies of the same data: a read goes to one copy, a write to all of them.
public struct ReplicaFront: Hashable, Codable, Sendable {
  /// Who waits, and for how many copies.
  struct Waiting: Hashable, Codable {
    let client: NodeID
    var copies: Int
  }

  let copies: [NodeID]
  /// How many requests each copy has, by place.
  var open: [Int]
  var waiting: [Ticket: Waiting] = [:]

  init(copies: [NodeID]) {
    self.copies = copies
    open = copies.map { _ in 0 }
  }

  mutating func receive(
    _ message: ServiceNode.Message, from sender: NodeID, _ context: inout ServiceNode.Context
  ) {
    switch message {
    case .request(let ticket):
      let places = ticket.kind == .write ? Array(copies.indices) : [leastBusy]
      waiting[ticket] = Waiting(client: sender, copies: places.count)
      for place in places {
        open[place] += 1
        context.send(.request(ticket), to: copies[place])
      }
    case .reply(let ticket):
      if let place = copies.firstIndex(of: sender) { open[place] -= 1 }
      guard var waits = waiting[ticket] else { return }
      waits.copies -= 1
      waiting[ticket] = waits.copies > 0 ? waits : nil
      if waits.copies == 0 { context.send(.reply(ticket), to: waits.client) }
    case .refusal, .ping, .pong: break
    }
  }

  private var leastBusy: Int { copies.indices.min { open[$0] < open[$1] } ?? 0 }
}
