import Atoll

/// An object with a home and a copy, and two programs that use it through proxies; and what each kind of transparency
/// promises of it.
///
/// - SeeAlso: "The ANSA reference manual" (1989), for the kinds; Waldo and others 1994, "A note on distributed computing".
public enum Transparency: Model {
  typealias AnyMember = AnyNode<TransparencyMessage, TransparencyRequest, TransparencyReply>

  /// `middleware/transparency`.
  public static let name = "transparency"
  /// What it is.
  public static let summary = "two programs use one object through proxies; which of six promises leak?"

  /// What can be set.
  public static let settings = [
    Setting(
      "reads", among: ["home", "near"],
      "where a proxy reads: at the object's home, or at the server next to it"),
    Setting("near", in: 1...1000, standard: 5, "ticks between a and s, and between b and t"),
    Setting("far", in: 1...1000, standard: 40, "ticks between all others"),
    Setting(
      "timeout", in: 0...1000, standard: 200, "ticks until a proxy turns to the other server; 0: never"),
    Setting.patience(standard: 300),
  ]

  /// What clients can ask.
  public static let commands =
    [
      ("get", "the program at NODE reads the object", TransparencyRequest.get),
      ("fill", "the program at NODE hands its own list over, to be filled", .fill),
      ("move", "the object on the server NODE moves to the other server", .move),
    ].map { name, summary, request in
      ClientCommand(name, "", summary) { words, _ throws(ClientCommandError) in
        guard words.isEmpty else {
          throw ClientCommandError("\(name) takes only a node. Say: \(name) \(name == "move" ? "s" : "a")")
        }
        return request
      }
    } + [
      ClientCommand("put", "NUMBER", "the program at NODE writes the object") {
        words, _ throws(ClientCommandError) in
        TransparencyRequest.put(try number(words, "put a 5"))
      },
      ClientCommand("add", "NUMBER", "the program at NODE reads the object and writes the sum") {
        words, _ throws(ClientCommandError) in TransparencyRequest.add(try number(words, "add a 1"))
      },
    ]

  private static func number(_ words: [String], _ example: String) throws(ClientCommandError) -> Int {
    guard words.count == 1, let number = Int(words[0]), (0...1_000_000).contains(number) else {
      throw ClientCommandError("which number, from 0 to 1,000,000? Say: \(example)")
    }
    return number
  }

  /// Both programs read.
  public static let demonstration = ["put a 5", "get a", "get b", "fill a", "diagram", "check"]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    var run = Simulation(cluster(settings), seed: seed)
    for (one, two) in [(NodeID(0), s), (NodeID(1), t)] {
      run.setLink(Link(latency: .fixed(settings.integer("near"))), from: one, to: two)
      run.setLink(Link(latency: .fixed(settings.integer("near"))), from: two, to: one)
    }
    return run
  }

  private static let (s, t) = (NodeID(2), NodeID(3))

  private static func cluster(_ settings: Settings, timeoutsMax: Int? = nil) -> Cluster<AnyMember> {
    let (isNear, timeout) = (settings["reads"] == "near", settings.integer("timeout"))
    func proxy(_ near: NodeID) -> AnyMember {
      AnyMember(
        TransparencyProxy(
          servers: [s, t], near: isNear ? near : nil, timeout: timeout == 0 ? nil : timeout,
          timeoutsMax: timeoutsMax, home: s))
    }
    return Cluster(
      [
        "a": proxy(s), "b": proxy(t), "s": AnyMember(TransparencyServer(other: t, isHome: true)),
        "t": AnyMember(TransparencyServer(other: s, isHome: false)),
      ], link: Link(latency: .fixed(settings.integer("far"))))
  }

  /// A write and a read by one program and a read by the other, in every order of events, with at most one crash. A proxy that
  /// does not wait for ever turns to the other server once for each call: then it has asked both.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    ExplorationProblem(
      cluster(settings, timeoutsMax: 1), faults: FaultBounds(crashes: 1),
      clients: [NodeID(0): [.put(5), .get], NodeID(1): [.get]],
      properties: [
        .linearizable("the answers are those of one object", as: TransparencyObject()),
        .leadsTo(
          "every call is answered, unless its proxy crashes", from: { !openCalls($0).isEmpty },
          to: { openCalls($0).isEmpty }),
      ])
  }

  private static func openCalls(_ member: AnyMember) -> [TransparencyProxy.Open] {
    (member.base as? TransparencyProxy)?.open ?? []
  }

  /// Judges a run: for each promise, whether something in it shows what was to be hidden.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    (run as? Simulation<AnyMember>).map(TransparencyFindings.all) ?? []
  }
}
