import Atoll

/// Replicated data that merge: counters and sets, right ones and wrong ones.
public enum CRDT: Model {
  /// `replication/crdt`.
  public static let name = "crdt"
  /// What it is.
  public static let summary = "three replicas of a counter or a set, changed at once and merged later"

  /// What can be set; the first word of a choice is the value unless set.
  public static let settings = [
    Setting("type", among: types.map(\.name), "what is replicated; the last four are wrong on purpose"),
    Setting("latency", in: 1...1000, standard: 10, "ticks that a message is under way"),
    Setting("steps", in: 1...4, standard: 3, "study laws: how many updates and merges lead to the states"),
    Setting.patience(standard: 100),
  ]

  /// A kind of data, and whether it is a set.
  struct Kind: Sendable {
    let name: String
    let isSet: Bool
    let begin: @Sendable (Link, UInt64) -> any Simulating
    let problem: @Sendable () -> any Explorable
    let findings: @Sendable (any Simulating) -> [Finding]?
    let laws: @Sendable (_ steps: Int) -> MergeLaws

    init<Data: ReplicatedData>(
      _ name: String, _ type: Data.Type, isSet: Bool = false, network: NetworkSemantics = .duplicating
    ) {
      self.name = name
      self.isSet = isSet
      begin = { link, seed in
        Simulation(Cluster(count: 3, link: link) { _ in CRDTReplica<Data>() }, seed: seed)
      }
      problem = {
        ExplorationProblem(
          Cluster(count: 3) { _ in CRDTReplica<Data>() }, network: network, clients: clients(Data.self),
          properties: [
            .always(agreement) { agree($0.nodes) },
            .always(meaning, everyNode: { $0.data.shown == HeardUpdate.total($0.heard, asSet: isSet) }),
          ])
      }
      findings = { run in
        guard let run = run as? Simulation<CRDTReplica<Data>> else { return nil }
        let texts = zip(run.names, run.nodes).map { name, replica in
          "\(name) shows \(replica.data.shown); its updates come to \(HeardUpdate.total(replica.heard, asSet: isSet))"
        }
        let isRight = run.nodes.allSatisfy { $0.data.shown == HeardUpdate.total($0.heard, asSet: isSet) }
        return [
          Finding(agreement, agree(run.nodes) ? .yes : .no),
          Finding(meaning, isRight ? .yes : .no, texts),
        ]
      }
      laws = { MergeLaws(type, name, steps: $0) }
    }
  }

  private static let agreement = "replicas with the same updates show the same"
  private static let meaning = "a replica shows what its updates come to"

  /// Concurrent updates of two replicas, one of which makes a second one.
  private static func clients<Data: ReplicatedData>(_ type: Data.Type) -> [NodeID: [CRDTRequest]] {
    let (first, second) = (
      Data.operations[0], Data.operations.count > 1 ? Data.operations[1] : Data.operations[0]
    )
    return [NodeID(0): [.update(first)], NodeID(1): [.update(first), .update(second)]]
  }

  private static func agree<Data>(_ replicas: [CRDTReplica<Data>]) -> Bool {
    replicas.allSatisfy { a in replicas.allSatisfy { a.heard != $0.heard || a.data.shown == $0.data.shown } }
  }

  static let types = [
    Kind("g-counter", GCounter.self), Kind("pn-counter", PNCounter.self),
    Kind("or-set", ORSet.self, isSet: true),
    Kind("lww-set", LastWriterSet.self, isSet: true),
    // Where messages arrive again and again a sum grows without end, and so do its configurations.
    Kind("summing", SummingCounter.self, network: .unordered),
    Kind("overwriting", OverwritingCounter.self), Kind("averaging", AveragingCounter.self),
    Kind("lowering", LoweringCounter.self),
  ]

  private static func kind(_ settings: Settings) -> Kind {
    types.first { $0.name == settings["type"] } ?? types[0]
  }

  /// What clients can ask.
  public static let commands = [
    command("increment", "counters: one more", .update(.increment)),
    command("decrement", "pn-counter: one less", .update(.decrement)),
    ClientCommand("add", "ELEMENT", "sets: add ELEMENT at NODE") { words, _ throws(ClientCommandError) in
      CRDTRequest.update(.add(try element(words, "add a milk")))
    },
    ClientCommand("remove", "ELEMENT", "sets: remove ELEMENT at NODE") {
      words, _ throws(ClientCommandError) in
      CRDTRequest.update(.remove(try element(words, "remove a milk")))
    },
    command("read", "what does NODE show?", .read),
    command("tell", "NODE sends its copy to the others once more", .tell),
  ]

  private static func command(_ name: String, _ summary: String, _ request: CRDTRequest) -> ClientCommand {
    ClientCommand(name, "", summary) { words, _ throws(ClientCommandError) in
      guard words.isEmpty else { throw ClientCommandError("\(name) takes a node alone. Say: \(name) a") }
      return request
    }
  }

  private static func element(_ words: [String], _ usage: String) throws(ClientCommandError) -> String {
    guard words.count == 1 else { throw ClientCommandError("which element? Say: \(usage)") }
    return words[0]
  }

  /// Two increments on two sides of a network partition.
  public static let demonstration = [
    "increment a", "run", "partition {a} {b c}", "increment a", "increment b", "heal", "tell a", "tell b",
    "run",
    "read c", "diagram", "check",
  ]

  /// Begins a run with three copies without updates.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    kind(settings).begin(Link(latency: .fixed(settings.integer("latency"))), seed)
  }

  /// A few concurrent updates, in every order; each message may arrive late, again and again, or never.
  public static func problem(_ settings: Settings) -> (any Explorable)? { kind(settings).problem() }

  /// Judges whether replicas agree, and whether they show what was done.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    types.lazy.compactMap { $0.findings(run) }.first ?? []
  }

  /// Which laws `merge` keeps.
  public static let studies = [MergeLaws.study]
}
