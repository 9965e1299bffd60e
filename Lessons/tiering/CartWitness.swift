import Atoll

/// Somebody who sees what clients ask and are told, and notices what is missing from a cart.
struct CartWitness: Hashable {
  /// What each client has been told is in its cart.
  var acknowledged = NodeMap<[String]>()
  /// What each client had been told when it asked, for requests that are not answered yet.
  private var due: [RequestID: [String]] = [:]
  private var requests: [RequestID: CartNode.Request] = [:]
  /// Who was granted the seat, or whatever was asked for.
  var holders = NodeSet()
  var hasLost = false

  mutating func see(_ event: ClientEvent<CartNode>) {
    switch event {
    case .invocation(let request, let id, let client):
      due[id] = acknowledged[client, default: []]
      requests[id] = request
    case .response(let reply, let id, let client):
      let owed = due.removeValue(forKey: id) ?? []
      let request = requests.removeValue(forKey: id)
      switch reply {
      case .granted: holders.insert(client)
      case .taken, .failed: break
      case .cart(let items):
        if !owed.allSatisfy(items.contains) { hasLost = true }
        if case .add(let item) = request, !acknowledged[client, default: []].contains(item) {
          acknowledged[client, default: []].append(item)
        }
      }
    }
  }

  /// What is to be said of a run.
  static func findings(_ run: any Simulating) -> [Finding] {
    var carts = Finding("what was acknowledged is in the cart", .yes)
    var locks = Finding("nobody gets what another has locked", .yes)
    let history = History<CartNode.Request, CartNode.Reply>(of: run)
    let operations = zip(history.entries, run.clientOperations).filter { $0.0.reply != nil }
    for (entry, operation) in operations {
      let client = operation.node
      let who = run.names[client.index]
      let earlier = operations.filter { ($0.0.returned ?? .max) < entry.invoked }
      switch (entry.request, entry.reply) {
      case (.lock(let thing), .granted?):
        let others = earlier.filter {
          $0.0.request == .lock(thing) && $0.0.reply == .granted && $0.1.node != client
        }
        for other in others {
          locks.answer = .no
          locks.reasons.append(
            "\(run.names[other.1.node.index]) has \(thing), and \(who) was granted it, too")
        }
      case (_, .cart(let items)?):
        for case .add(let item) in earlier.filter({ $0.1.node == client && $0.0.reply != .failed }).map(
          \.0.request)
        where !items.contains(item) {
          carts.answer = .no
          carts.reasons.append("#\(entry.number): \(item) is missing from the cart of \(who)")
        }
      default: break
      }
    }
    return [carts, locks]
  }
}
