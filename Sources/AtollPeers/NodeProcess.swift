import Atoll
import AtollLessons
import Foundation

/// What is said to a node that is a process, a line of JSON each.
package enum NodeOrder: Codable, Sendable {
  /// Begin; `stable` is the state in which it crashed, where it comes back.
  case start(stable: String?)
  /// A client asks.
  case request(String, id: Int)
  /// A message arrives.
  case message(String, from: Int)
  /// Say what the state is.
  case show
}

/// What such a node says, a line of JSON each.
package enum NodeSaying: Codable, Sendable {
  /// It hands a message to the network.
  case send(String, to: Int)
  /// It answers a client; the answer in words.
  case reply(String, id: Int)
  /// The state after a handler. Who keeps it plays the node's disk.
  case state(String)
  /// Its state in words: names and values.
  case fields([[String]])
  /// It does not understand what it was told.
  case failure(String)
}

/// Which node a process is to be.
package struct NodePart: Codable, Sendable {
  /// The model, `lesson/model`.
  package let model: String
  /// Its settings, `NAME=VALUE`.
  package let settings: [String]
  /// The seed of its random stream.
  package let seed: UInt64
  /// Its place in the cluster.
  package let index: Int

  /// Names a node.
  package init(model: String, settings: [String], seed: UInt64, index: Int) {
    (self.model, self.settings, self.seed, self.index) = (model, settings, seed, index)
  }
}

/// A run that can give away its nodes before their start.
private protocol HoldsNodes {
  func live(_ index: Int, seed: UInt64) -> any LivingNode
}

extension Simulation: HoldsNodes {
  fileprivate func live(_ index: Int, seed: UInt64) -> any LivingNode {
    LiveNode(initial[index], id: NodeID(index), names: names, seed: seed)
  }
}

/// A node that a clock and pipes drive, in place of a simulation.
private protocol LivingNode {
  /// How long until the next timer runs out, in milliseconds; none where no timer runs.
  var millisecondsLeft: Double? { get }
  /// Does what it is told.
  mutating func obey(_ order: NodeOrder) throws -> [NodeSaying]
  /// Lets the timers run out that are due.
  mutating func wake() throws -> [NodeSaying]
}

/// The same node as in a simulation: its handlers, called when something really happens. A tick is a millisecond.
private struct LiveNode<N: Node>: LivingNode {
  private let initial: N
  private let names: [String]
  private var node: N
  private var context: NodeContext<N>
  private var timers: [(name: N.TimerName, due: ContinuousClock.Instant)] = []
  private let begin = ContinuousClock.now

  init(_ node: N, id: NodeID, names: [String], seed: UInt64) {
    initial = node
    self.node = node
    self.names = names
    context = NodeContext(
      id: id, clusterSize: names.count, random: RandomStream(seed: seed, purpose: 1, index: id.index))
  }

  var millisecondsLeft: Double? {
    timers.map { max(0, ($0.due - .now) / .milliseconds(1)) }.min()
  }

  mutating func obey(_ order: NodeOrder) throws -> [NodeSaying] {
    switch order {
    case .start(nil): return try handle(.start)
    case .start(let stable?):
      N.stable.restore(try JSONLine.value(stable), &node)
      return try handle(.recover)
    case .request(let request, let id):
      return try handle(.request(try JSONLine.value(request), RequestID(id)))
    case .message(let message, let sender):
      return try handle(.message(try JSONLine.value(message), from: NodeID(sender)))
    case .show: return [.fields(ValueText(names: names).fields(node).map { [$0.name, $0.text] })]
    }
  }

  mutating func wake() throws -> [NodeSaying] {
    var sayings: [NodeSaying] = []
    // Timers that are set meanwhile are looked at the next time.
    for timer in timers.filter({ $0.due <= .now }) {
      guard let place = timers.firstIndex(where: { $0.name == timer.name && $0.due == timer.due }) else {
        continue
      }
      timers.remove(at: place)
      sayings += try handle(.timeout(timer.name))
    }
    return sayings
  }

  private mutating func handle(_ event: NodeEvent<N>) throws -> [NodeSaying] {
    context.localTime = Int((ContinuousClock.now - begin) / .milliseconds(1))
    node.apply(event, &context)
    let effects = context.effects
    context.effects = []
    // The disk before the network: nobody hears of what is not kept.
    return [.state(try JSONLine.text(node))] + (try effects.compactMap { try saying($0) })
  }

  private mutating func saying(_ effect: NodeContext<N>.Effect) throws -> NodeSaying? {
    switch effect {
    case .send(let message, let peer): return .send(try JSONLine.text(message), to: peer.index)
    case .reply(let reply, let id): return .reply(ValueText(names: names).text(reply), id: id.number)
    case .setTimer(let name, let ticks):
      timers.removeAll { $0.name == name }
      timers.append((name, .now + .milliseconds(ticks)))
    case .cancelTimer(let name): timers.removeAll { $0.name == name }
    case .note: break
    }
    return nil
  }
}

/// The process of a node: orders come on standard input, sayings go to standard output.
enum NodeProcess {
  /// Is the node until its input ends.
  static func run(_ part: NodePart) throws {
    let entries = lessonCatalogue.flatMap { entry in entry.models.map { ("\(entry.name)/\($0.name)", $0) } }
    guard let model = entries.first(where: { $0.0 == part.model })?.1 else {
      throw JSONLine.Malformed(what: "no model \(part.model)")
    }
    var settings = Settings(model.settings)
    for pair in part.settings {
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else { throw JSONLine.Malformed(what: "no setting \(pair)") }
      try settings.set(sides[0], to: sides[1])
    }
    guard let run = model.begin(settings, seed: part.seed) as? any HoldsNodes else {
      throw JSONLine.Malformed(what: "\(part.model) has no nodes")
    }
    var node = run.live(part.index, seed: part.seed)
    try loop(&node)
  }

  private static func loop(_ node: inout any LivingNode) throws {
    var lines = JSONLine.Reader()
    while true {
      var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      let left = node.millisecondsLeft?.rounded(.up)
      if poll(&waiting, 1, left.map { Int32($0) } ?? -1) > 0 {
        guard let bytes = JSONLine.read(STDIN_FILENO) else { return }
        lines.append(bytes)
        while let line = lines.next() { try say(node.obey(try JSONLine.value(line))) }
      }
      try say(node.wake())
    }
  }

  private static func say(_ sayings: [NodeSaying]) throws {
    for saying in sayings { JSONLine.write(try JSONLine.text(saying), to: STDOUT_FILENO) }
  }
}

/// Lines of JSON over a pipe.
package enum JSONLine {
  /// A line is not what it should be.
  package struct Malformed: Error {
    /// What is wrong with it.
    package let what: String
  }

  /// A value as a line, without its end.
  package static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// The value that a line holds.
  package static func value<Value: Decodable>(_ line: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(line.utf8))
  }

  /// Writes a line; false where nobody reads any more.
  @discardableResult package static func write(_ line: String, to descriptor: Int32) -> Bool {
    let bytes = Array("\(line)\n".utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { written += count } else if errno != EINTR { return false }
    }
    return true
  }

  /// The next bytes of a pipe; none at its end.
  package static func read(_ descriptor: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Foundation.read(descriptor, &bytes, bytes.count)
    return count > 0 ? Array(bytes[..<count]) : nil
  }

  /// Takes lines out of bytes that come in pieces.
  package struct Reader {
    private var bytes: [UInt8] = []

    /// A reader without bytes.
    package init() {}

    /// Takes more bytes.
    package mutating func append(_ more: [UInt8]) { bytes += more }

    /// The next whole line; none while it is not there yet.
    package mutating func next() -> String? {
      guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      defer { bytes.removeSubrange(...end) }
      return String(decoding: bytes[..<end], as: UTF8.self)
    }
  }
}
