import Atoll

/// What takes many maps to answer. All count over the keys 0 to 999, with the maps that the model's router uses.
enum ShardStudies {
  private static let keys = 0..<ShardMap.keyCount

  /// How many keys move when a server joins.
  static let joining = Study("joining", "the share of all keys that move when one more server joins") {
    settings, seed in
    let maps = 10
    let columns = [
      ("servers before", "servers"), ("modulo", "percent"), ("modulo, N/(N+1)", "percent"),
      ("ring", "percent"),
      ("ring, 1/(N+1)", "percent"), ("range", "percent"), ("range, 1/2", "percent"),
    ]
    var table = StudyTable(
      columns: columns.map { StudyTable.Column($0.0, unit: $0.1) },
      drawing: .init(
        x: "servers before", yName: "keys that move (percent)",
        [
          .init("modulo"), .init("modulo, N/(N+1)", .theory), .init("ring"), .init("ring, 1/(N+1)", .theory),
          .init("range"), .init("range, 1/2", .theory),
        ]),
      remarks: [
        "the mean over \(maps) hash functions of \(keys.count) keys; \(settings["virtual"]) points for each server on the ring",
        "range: all ranges are cut anew, to equal widths",
      ])
    for servers in 1...12 {
      func moved(_ placement: ShardMap.Placement) -> StudyTable.Value {
        var count = 0
        for salt in salts(maps, seed) {
          let before = ShardMap(placement, servers: servers, virtual: settings.integer("virtual"), salt: salt)
          let after = ShardMap(
            placement, servers: servers + 1, virtual: settings.integer("virtual"), salt: salt)
          count += keys.count { before.owner(of: $0) != after.owner(of: $0) }
        }
        return .init(percent(count, of: keys.count * maps))
      }
      table.append([
        .init(servers), moved(.modulo), .init(percent(servers, of: servers + 1)), moved(.ring),
        .init(percent(1, of: servers + 1)), moved(.range), 50,
      ])
    }
    return table
  }

  /// How evenly a ring spreads keys, by the number of points that each server has.
  static let balance = Study(
    "balance", "how unequal the servers' parts of the ring are, by points for each server"
  ) {
    settings, seed in
    let (maps, servers) = (20, settings.integer("servers"))
    var table = StudyTable(
      columns: [
        .init("points for each server", unit: "points"), .init("largest part", unit: "times the mean"),
        .init("deviation", unit: "percent of the mean"),
        .init("deviation, theory", unit: "percent of the mean"),
      ],
      drawing: .init(
        x: "points for each server", yName: "standard deviation of a server's part (percent of the mean)",
        [.init("deviation"), .init("deviation, theory", .theory)], xScale: .logarithmic),
      remarks: [
        "\(servers) servers, \(maps) hash functions; a server's part is the length of its arcs, no keys are counted",
        "theory: v of Nv random arcs have a deviation of the square root of (N - 1) / (Nv + 1)",
      ])
    var points = 1
    while points <= 256 {
      var (squares, largest) = (0.0, 0.0)
      for salt in salts(maps, seed) {
        let parts = ShardMap(.ring, servers: servers, virtual: points, salt: salt).parts
        largest += (parts.max() ?? 0) * Double(servers)
        for part in parts { squares += (part * Double(servers) - 1) * (part * Double(servers) - 1) }
      }
      let (v, n) = (Double(points), Double(servers))
      table.append([
        .init(points), .init(rounded(largest / Double(maps))),
        .init(rounded((squares / Double(maps * servers)).squareRoot() * 100)),
        .init(rounded(((n - 1) / (n * v + 1)).squareRoot() * 100)),
      ])
      points *= 2
    }
    return table
  }

  /// What a few popular keys do to the servers' loads.
  static let hotKeys = Study(
    "hot-keys", "the load of the busiest server, if some keys are asked for more often"
  ) {
    settings, seed in
    var table = StudyTable(
      columns: [
        .init("servers"), .init("mean", unit: "percent"), .init("busiest, all keys alike", unit: "percent"),
        .init("busiest, some popular", unit: "percent"), .init("the most popular key", unit: "percent"),
      ],
      drawing: .init(
        x: "servers", yName: "requests that the server gets (percent of all)",
        [
          .init("mean", .theory), .init("busiest, all keys alike"), .init("busiest, some popular"),
          .init("the most popular key", .theory),
        ]),
      remarks: [
        "popular: the k-th of \(keys.count) keys is asked for 1/k times as often as the first (Zipf's law); placement \(settings["placement"])"
      ])
    // Which keys are popular has nothing to do with where they are: a permutation of the keys.
    let all = keys.reduce(0.0) { $0 + 1 / Double($1 + 1) }
    for servers in 1...16 {
      let map = ShardMap(
        Shards.placement(settings), servers: servers, virtual: settings.integer("virtual"), salt: seed)
      var (alike, popular) = (Array(repeating: 0, count: servers), Array(repeating: 0.0, count: servers))
      for rank in keys {
        let owner = map.owner(of: (rank * 617 + 301) % keys.count)
        alike[owner] += 1
        popular[owner] += 1 / Double(rank + 1) / all
      }
      table.append([
        .init(servers), .init(percent(1, of: servers)), .init(percent(alike.max() ?? 0, of: keys.count)),
        .init(rounded((popular.max() ?? 0) * 100)), .init(rounded(100 / all)),
      ])
    }
    return table
  }

  /// Hash functions that depend on the run's seed.
  private static func salts(_ count: Int, _ seed: UInt64) -> [UInt64] {
    (0..<UInt64(count)).map { seed &* 1000 &+ $0 }
  }

  private static func percent(_ part: Int, of whole: Int) -> Double {
    rounded(Double(part) * 100 / Double(whole))
  }

  /// To two places.
  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}

extension ShardMap {
  /// Which part of the circle each server has: the lengths of the arcs that end at its points.
  var parts: [Double] {
    var parts = Array(repeating: 0.0, count: servers)
    var previous = points.last?.place ?? 0
    for point in points {
      parts[point.server] += Double(point.place &- previous) / 18_446_744_073_709_551_616
      previous = point.place
    }
    return parts
  }
}
