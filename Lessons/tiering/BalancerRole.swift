import Atoll

/// What stands between clients and servers: it sends each request to one server, and the answer back.
public struct BalancerRole: Hashable, Codable, Sendable {
  /// By what it chooses a server.
  public enum Policy: String, Hashable, Codable, Sendable {
    /// Any one, each as likely as the others.
    case random
    /// One after the other.
    case robin
    /// The one with the fewest requests that were sent to it and not answered.
    case least
    /// Draws two, takes the one with fewer.
    case two
  }

  let policy: Policy
  let servers: [NodeID]
  /// Ticks between two health checks; none: nobody checks.
  var checkInterval: Int?
  /// How many requests each server has from here, by place.
  var open: [Int]
  /// Which servers count as healthy, and which have answered since the last check.
  var isHealthy: [Bool]
  var hasAnswered: [Bool]
  var next = 0
  /// Who asked for what is under way.
  var clients: [Ticket: Waiting] = [:]

  /// Who waits for an answer, and the place of the server that has to give it.
  struct Waiting: Hashable, Codable {
    let client: NodeID
    let server: Int
  }

  init(_ policy: Policy, over servers: [NodeID], checkInterval: Int? = nil) {
    (self.policy, self.servers, self.checkInterval) = (policy, servers, checkInterval)
    open = servers.map { _ in 0 }
    isHealthy = servers.map { _ in true }
    hasAnswered = isHealthy
  }

  mutating func start(_ context: inout ServiceNode.Context) {
    if let checkInterval { context.setTimer(.check, after: checkInterval) }
  }

  mutating func receive(
    _ message: ServiceNode.Message, from sender: NodeID, _ context: inout ServiceNode.Context
  ) {
    switch message {
    case .request(let ticket):
      guard let server = choose(&context) else { return context.send(.refusal(ticket), to: sender) }
      clients[ticket] = Waiting(client: sender, server: server)
      open[server] += 1
      context.send(.request(ticket), to: servers[server])
    case .reply(let ticket), .refusal(let ticket):
      guard let waiting = clients.removeValue(forKey: ticket) else { return }
      open[waiting.server] -= 1
      context.send(message, to: waiting.client)
    case .pong:
      guard let server = servers.firstIndex(of: sender) else { return }
      hasAnswered[server] = true
      isHealthy[server] = true
    case .ping: break
    }
  }

  /// Who has not answered the last check is not asked any more; everybody is checked again.
  mutating func timeout(_ timer: ServiceNode.TimerName, _ context: inout ServiceNode.Context) {
    guard case .check = timer, let checkInterval else { return }
    for place in servers.indices {
      if isHealthy[place], !hasAnswered[place] {
        isHealthy[place] = false
        context.note("\(servers[place]) does not answer: taken out")
      }
      hasAnswered[place] = false
      context.send(.ping, to: servers[place])
    }
    context.setTimer(.check, after: checkInterval)
  }

  private mutating func choose(_ context: inout ServiceNode.Context) -> Int? {
    let healthy = servers.indices.filter { isHealthy[$0] }
    guard !healthy.isEmpty else { return nil }
    switch policy {
    case .random: return context.choose(among: healthy)
    case .robin:
      next += 1
      return healthy[next % healthy.count]
    case .least: return healthy.min { open[$0] < open[$1] }
    case .two:
      guard healthy.count > 1 else { return healthy[0] }
      let first = context.choose(among: healthy)
      let second = context.choose(among: healthy.filter { $0 != first })
      return open[second] < open[first] ? second : first
    }
  }
}
