import Atoll

/// Two replicas that differ in a few keys, and find out which.
public enum Merkle: Model {
  /// `replication/merkle`.
  public static let name = "merkle"
  /// What it is.
  public static let summary = "two replicas find the keys in which they differ, with or without a Merkle tree"

  /// What can be set; the first word of a choice is the value unless set.
  public static let settings = [
    Setting("method", among: ["tree", "all"], "compare hashes from the root down, or send all keys"),
    Setting("levels", in: 1...10, standard: 3, "levels below the root: 3 make 8 keys"),
    Setting.patience(standard: 100),
  ]

  /// What clients can ask.
  public static let commands = [
    ClientCommand("write", "KEY", "change the key with a number at NODE") {
      words, _ throws(ClientCommandError) in
      guard words.count == 1, let key = Int(words[0]), key >= 0 else {
        throw ClientCommandError("which key? It is a number. Say: write a 5")
      }
      return MerkleReplica.Request.write(key)
    },
    ClientCommand("sync", "", "NODE compares itself with the other") { words, _ throws(ClientCommandError) in
      guard words.isEmpty else { throw ClientCommandError("sync takes a node alone. Say: sync a") }
      return MerkleReplica.Request.sync
    },
  ]

  /// One key differs.
  public static let demonstration = ["write a 5", "sync a", "run", "diagram", "check"]

  private static func cluster(_ keys: Int, _ usesTree: Bool) -> Cluster<MerkleReplica> {
    Cluster(count: 2) { _ in MerkleReplica(keys: keys, usesTree: usesTree) }
  }

  /// Begins a run with two replicas that hold the same.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(1 << settings.integer("levels"), settings["method"] == "tree"), seed: seed)
  }

  /// Judges whether the replicas agree, and counts what they sent.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<MerkleReplica> else { return [] }
    let differing = zip(run.nodes[0].versions, run.nodes[1].versions).count { $0 != $1 }
    let sent = zip(run.names, run.nodes).map { name, replica in
      "\(name) has sent \(replica.bytesSent) bytes in \(replica.messagesSent) message\(replica.messagesSent == 1 ? "" : "s")"
    }
    return [
      Finding(
        "replicas agree now", differing == 0 ? .yes : .no,
        (differing > 0 ? ["they differ in \(differing) keys"] : []) + sent)
    ]
  }

  /// What it costs.
  public static let studies = [bytes]

  /// How many bytes two replicas send until they agree, for more and more keys that differ.
  private static let bytes = Study("bytes", "how many bytes are sent until two replicas agree") { _, seed in
    let keys = 1024
    var table = StudyTable(
      columns: [
        .init("differing keys"), .init("with a tree", unit: "bytes"), .init("all keys sent", unit: "bytes"),
        .init("at most", unit: "bytes"),
      ],
      drawing: .init(
        x: "differing keys", yName: "bytes sent",
        [.init("with a tree"), .init("all keys sent"), .init("at most", .theory)],
        xScale: .logarithmic, yScale: .logarithmic),
      remarks: [
        "\(keys) keys; an entry takes \(MerkleReplica.entryBytes) bytes, a hash with its place "
          + "\(MerkleReplica.hashBytes + MerkleReplica.placeBytes). One run for each number.",
        "The keys that differ are drawn at random. They are newer at the replica that begins to compare.",
        "At most: with a tree, for d differing keys, the root, 2 d hashes on each of the 10 levels below it, "
          + "and d entries there and back.",
      ])
    var stream = RandomStream(seed: seed)
    for exponent in 0...10 {
      let count = 1 << exponent
      var order = Array(0..<keys)
      order.shuffle(using: &stream)
      let sent = [true, false].map { usesTree in
        var run = Simulation(cluster(keys, usesTree), seed: seed, isTracing: false)
        for key in order.prefix(count) { run.invoke(.write(key), at: NodeID(0)) }
        run.invoke(.sync, at: NodeID(0))
        run.run(until: 1000)
        return run.nodes.map(\.bytesSent).reduce(0, +)
      }
      let bound = 12 * (1 + 2 * count * 10) + 2 * count * MerkleReplica.entryBytes
      table.append([.init(count), .init(sent[0]), .init(sent[1]), .init(bound)])
    }
    return table
  }
}
