import Atoll

/// Which promises a run keeps: each is judged by what the programs see, and by how long it takes.
enum TransparencyFindings {
  typealias Run = Simulation<Transparency.AnyMember>
  typealias Operations = History<TransparencyRequest, TransparencyReply>

  static func all(_ run: Run) -> [Finding] {
    [access(run), location(run), migration(run), replication(run), failure(run), concurrency(run)]
  }

  /// The same operation, wherever the object is: here, the program's list is changed by a local call.
  private static func access(_ run: Run) -> Finding {
    let fills = run.clientOperations.filter { isRequest($0, .fill) && $0.reply != nil }
    let wrong = fills.filter { $0.reply as? TransparencyReply != .list(["gift"]) }
    return Finding(
      "access", fills.isEmpty ? .open : wrong.isEmpty ? .yes : .no,
      wrong.map { "\($0.id): the program's list is empty; after a local call it is [gift]" })
  }

  /// One cannot see where the object is: reads take the same time everywhere.
  private static func location(_ run: Run) -> Finding {
    let slow = failovers(run)
    let reads = run.clientOperations.filter {
      isRequest($0, .get) && $0.reply != nil && !slow.contains($0.id)
    }
    let times = reads.map { ($0.returnedAt ?? 0) - $0.invokedAt }
    guard let least = times.min(), let most = times.max(), reads.count > 1 else {
      return Finding("location", .open)
    }
    return Finding(
      "location", least == most ? .yes : .no,
      least == most ? [] : ["a read takes from \(least) to \(most) ticks"])
  }

  /// One cannot see that the object has moved.
  private static func migration(_ run: Run) -> Finding {
    guard run.clientOperations.contains(where: { isRequest($0, .move) }) else {
      return Finding("migration", .open)
    }
    let late = run.nodes.compactMap { $0.base as? TransparencyServer }.flatMap(\.passedOn)
    let ids = run.clientOperations.map(\.id).filter(late.contains)
    return Finding(
      "migration", ids.isEmpty ? .yes : .no,
      ids.map { "\($0) went to where the object had been, and was passed on" })
  }

  /// One cannot see that there are copies: the answers are those of one register.
  private static func replication(_ run: Run) -> Finding {
    guard failovers(run).isEmpty else { return Finding("replication", .open) }
    return Finding(
      "replication", isOneObject(run) ? .yes : .no,
      isOneObject(run) ? [] : ["the answers are not those of one object"])
  }

  /// One cannot see that something failed: neither in the answers, nor in the time.
  private static func failure(_ run: Run) -> Finding {
    let ids = failovers(run)
    guard !ids.isEmpty else { return Finding("failure", .open) }
    let waits = run.clientOperations.filter { ids.contains($0.id) }.map {
      "\($0.id) took \(($0.returnedAt ?? run.now) - $0.invokedAt) ticks: a server did not answer"
    }
    return Finding(
      "failure", .no, waits + (isOneObject(run) ? [] : ["the answers are not those of one object"]))
  }

  /// One cannot see that others use the object: what was added is there.
  private static func concurrency(_ run: Run) -> Finding {
    var sum = 0
    for operation in run.clientOperations where operation.reply != nil {
      switch operation.request as? TransparencyRequest {
      case .add(let more): sum += more
      case .put: return Finding("concurrency", .open)
      default: break
      }
    }
    let value = run.nodes.compactMap { $0.base as? TransparencyServer }.map(\.value).max() ?? 0
    guard sum > 0 else { return Finding("concurrency", .open) }
    return Finding("concurrency", value >= sum ? .yes : .no, ["\(sum) was added, the object is \(value)"])
  }

  private static func isRequest(_ operation: ClientOperation, _ request: TransparencyRequest) -> Bool {
    operation.request as? TransparencyRequest == request
  }

  private static func failovers(_ run: Run) -> [RequestID] {
    run.nodes.compactMap { $0.base as? TransparencyProxy }.flatMap(\.failovers)
  }

  /// Whether the reads and writes are those of one register; an addition counts as the write of what it answered.
  private static func isOneObject(_ run: Run) -> Bool {
    let entries: [History<RegisterRequest, RegisterReply>.Entry] = Operations(of: run).entries.compactMap {
      entry in
      var register: (RegisterRequest, RegisterReply?)
      switch (entry.request, entry.reply) {
      case (.get, .value(let value)): register = (.read("object"), .value("\(value)"))
      case (.put(let value), let reply): register = (.write("object", "\(value)"), reply.map { _ in .ok })
      case (.add, .value(let value)): register = (.write("object", "\(value)"), .ok)
      default: return nil
      }
      return .init(
        number: entry.number, client: entry.client, request: register.0, reply: register.1,
        invoked: entry.invoked,
        returned: entry.returned)
    }
    return LinearizabilityCheck(RegisterSpecification()).witness(History(entries)) != nil
  }
}
