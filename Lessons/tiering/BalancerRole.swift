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
  /// How many of the servers, the first ones, are for orders alone; with 0 all serve everything.
  var reserved = 0
  /// Who adds and removes servers; none: all of them serve all the time.
  var scaler: Autoscaler?
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
    if let scaler {
      for place in servers.indices.dropFirst(scaler.atLeast) { isHealthy[place] = false }
      context.setTimer(.scale, after: scaler.interval)
    }
  }

  mutating func receive(
    _ message: ServiceNode.Message, from sender: NodeID, _ context: inout ServiceNode.Context
  ) {
    switch message {
    case .request(let ticket):
      guard let server = choose(for: ticket.kind, &context) else {
        return context.send(.refusal(ticket), to: sender)
      }
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
    switch timer {
    case .check: check(&context)
    case .scale: scale(&context)
    case .booted(let place): isHealthy[place] = true
    case .arrival, .thought, .patience, .work, .ready: break
    }
  }

  private mutating func check(_ context: inout ServiceNode.Context) {
    guard let checkInterval else { return }
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

  /// Starts a server where too many requests are open for each that serves, and takes one out where there are too few.
  private mutating func scale(_ context: inout ServiceNode.Context) {
    guard var scaler else { return }
    let serving = servers.indices.filter { isHealthy[$0] }
    let each = 10 * open.reduce(0, +) / max(1, serving.count)
    scaler.booting.removeAll { isHealthy[$0] }
    if each > scaler.startAbove,
      let place = servers.indices.first(where: { !isHealthy[$0] && !scaler.booting.contains($0) })
    {
      scaler.booting.append(place)
      context.setTimer(.booted(place), after: scaler.boot)
    } else if each < scaler.stopBelow, serving.count > scaler.atLeast, let last = serving.last {
      isHealthy[last] = false  // it still answers what it has
    }
    self.scaler = scaler
    context.setTimer(.scale, after: scaler.interval)
  }

  private mutating func choose(for kind: Ticket.Kind, _ context: inout ServiceNode.Context) -> Int? {
    let healthy = servers.indices.filter { place in
      isHealthy[place] && (reserved == 0 || (place < reserved) == (kind == .order))
    }
    guard !healthy.isEmpty else { return nil }
    switch policy {
    case .random: return context.choose(among: healthy)
    case .robin:
      defer { next += 1 }
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

/// Who adds and removes servers, by the load that it sees now and then.
public struct Autoscaler: Hashable, Codable, Sendable {
  /// Ticks between two looks.
  let interval: Int
  /// Ticks until a new server is ready.
  let boot: Int
  /// How many servers there are at least.
  let atLeast: Int
  /// With more open requests than this for each server, in tenths, it starts one; with fewer than that it takes one out.
  var startAbove = 30
  var stopBelow = 10
  /// The places of those that are not ready yet.
  var booting: [Int] = []

  init(interval: Int, boot: Int, atLeast: Int) {
    (self.interval, self.boot, self.atLeast) = (interval, boot, atLeast)
  }
}
