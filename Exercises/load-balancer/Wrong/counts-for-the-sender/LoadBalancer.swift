import Atoll
import LoadBalancerContract

/// A load balancer with health checks.
struct LoadBalancer: LoadBalancing {
  /// A request that is not answered yet, in the order in which they came.
  struct Open: Hashable, Codable {
    let number: Int
    let client: NodeID
    var server: NodeID?
  }

  enum TimerName: Hashable, Codable { case check }

  let servers: [NodeID]
  private(set) var healthy: [NodeID]
  private var open: [Open] = []
  /// Who has not answered the last ping.
  private var silent = NodeSet()
  private var busy: NodeMap<Int> = [:]

  init(servers: [NodeID]) {
    self.servers = servers
    healthy = servers
  }

  mutating func start(_ context: inout Context) {
    check(&context)
  }

  mutating func receive(_ message: BalancerMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .request(let number):
      open.append(Open(number: number, client: sender))
      assign(open.count - 1, &context)
    case .answer(let number):
      guard let place = open.firstIndex(where: { $0.number == number }) else { return }
      busy[sender, default: 0] -= 1
      context.send(.answer(number), to: open.remove(at: place).client)
    case .pong:
      silent.remove(sender)
      guard !healthy.contains(sender) else { return }
      healthy = servers.filter { $0 == sender || healthy.contains($0) }
      assignWaiting(&context)
    case .ping: break
    }
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    healthy.removeAll { silent.contains($0) }
    for place in open.indices {
      if let server = open[place].server, silent.contains(server) {
        open[place].server = nil
        busy[server, default: 0] -= 1
      }
    }
    assignWaiting(&context)
    check(&context)
  }

  private mutating func check(_ context: inout Context) {
    for server in servers {
      silent.insert(server)
      context.send(.ping, to: server)
    }
    context.setTimer(.check, after: 100)
  }

  private mutating func assignWaiting(_ context: inout Context) {
    for place in open.indices where open[place].server == nil { assign(place, &context) }
  }

  private mutating func assign(_ place: Int, _ context: inout Context) {
    guard let server = healthy.min(by: { load($0) < load($1) }) else { return }
    open[place].server = server
    busy[server, default: 0] += 1
    context.send(.request(open[place].number), to: server)
  }

  private func load(_ server: NodeID) -> Int { busy[server, default: 0] }
}
