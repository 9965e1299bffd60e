import Atoll
import AtollGrading
import AtollPeers
import AtollTerminal
import Foundation

/// The nodes of a model as processes, and the network between them, which is this process.
///
/// What a node sends comes here over a pipe, waits as long as the link says that the model's nodes have in common, and goes on to the other node, unless
/// a network partition or a crash takes it. A tick is a millisecond.
final class NodesRun {
  /// What a client asked, and what it was told.
  struct Operation {
    let node: Int
    let asked: String
    let begin: ContinuousClock.Instant
    var told: String?
    var milliseconds: Double?
  }

  /// More processes would only stand in each other's way.
  static let nodesMax = 16

  private struct Packet {
    let due: ContinuousClock.Instant
    let from: Int
    let to: Int
    let message: String
  }

  private let executable: String
  private let part: (Int) -> NodePart
  private let latency: LatencyDistribution
  private var processes: [NodeChild?]
  /// What each node has on its disk: its last state.
  private var disks: [String?]
  private var cuts: [[Bool]]
  private var inTransit: [Packet] = []
  private(set) var operations: [Operation] = []
  /// The states in words, by node, as far as they were asked for.
  private var states: [Int: [[String]]] = [:]
  /// What went wrong with a process.
  private(set) var failure: String?

  init(
    executable: String, count: Int, latency: LatencyDistribution, part: @escaping (Int) -> NodePart
  ) throws {
    (self.executable, self.part, self.latency) = (executable, part, latency)
    processes = Array(repeating: nil, count: count)
    disks = Array(repeating: nil, count: count)
    cuts = Array(repeating: Array(repeating: false, count: count), count: count)
    for index in 0..<count { try start(index, stable: nil) }
    // A process takes a moment to begin; the clients do not ask before.
    wait(milliseconds: 5000) { [self] in disks.allSatisfy { $0 != nil } }
    if disks.contains(nil), failure == nil { failure = "a node's process does not begin" }
  }

  /// The processes' numbers; none for a node that is down.
  var pids: [Int?] { processes.map { $0?.pid } }

  /// Ends all processes.
  func end() {
    for process in processes { process?.end() }
  }

  /// Carries out a step.
  func perform(_ step: NodeStep, patience: Int) throws {
    switch step {
    case .ask(let node, let request, let asked):
      let id = operations.count
      operations.append(Operation(node: node, asked: asked, begin: .now))
      guard let request = request as? any Encodable else { return }
      tell(node, .request(try JSONLine.text(request), id: id + 1))
      wait(milliseconds: patience) { [self] in operations[id].told != nil }
    case .cut(let groups, let isOneWay):
      for (place, group) in groups.enumerated() {
        for (otherPlace, other) in groups.enumerated() where place != otherPlace {
          guard !isOneWay || place < otherPlace else { continue }
          for from in group { for to in other { cuts[from][to] = true } }
        }
      }
    case .heal: cuts = cuts.map { $0.map { _ in false } }
    case .crash(let node):
      processes[node]?.end()
      processes[node] = nil
    case .recover(let node): if processes[node] == nil { try start(node, stable: disks[node]) }
    case .wait(let milliseconds): wait(milliseconds: milliseconds) { false }
    }
  }

  /// The nodes' states in words, each as names and values; none for a node that is down.
  func show() -> [[[String]]?] {
    states = [:]
    let running = processes.indices.filter { processes[$0] != nil }
    for index in running { tell(index, .show) }
    wait(milliseconds: 2000) { [self] in states.count == running.count }
    return processes.indices.map { states[$0] }
  }

  private func start(_ index: Int, stable: String?) throws {
    processes[index] = try NodeChild(executable, part(index))
    tell(index, .start(stable: stable))
  }

  private func tell(_ index: Int, _ order: NodeOrder) {
    guard let process = processes[index], let line = try? JSONLine.text(order) else { return }
    if !process.write(line) { failure = "a node's process does not take what it is told" }
  }

  /// Lets messages arrive and nodes speak until the time is over, or something holds.
  private func wait(milliseconds: Int, until isDone: () -> Bool) {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while !isDone(), failure == nil, !Interrupt.isRaised, .now < end {
      // Never longer than a moment: Ctrl-C is looked at in between.
      let next = ([end, .now + .milliseconds(50)] + inTransit.map(\.due)).min() ?? end
      let left = max(0, (next - .now) / .milliseconds(1)).rounded(.up)
      let speaking = processes.compactMap { $0?.sayings }
      let readable = Descriptor.wait(reading: speaking, milliseconds: Int(left))
      for (index, process) in processes.enumerated() {
        guard let process, readable.contains(process.sayings) else { continue }
        for saying in process.read() { hear(saying, from: index) }
      }
      deliver()
    }
  }

  private func hear(_ saying: NodeSaying, from index: Int) {
    switch saying {
    case .send(let message, let to): send(message, from: index, to: to)
    case .reply(let text, let id):
      guard operations.indices.contains(id - 1), operations[id - 1].told == nil else { return }
      operations[id - 1].told = text
      operations[id - 1].milliseconds = (.now - operations[id - 1].begin) / .milliseconds(1)
    case .state(let state): disks[index] = state
    case .fields(let fields): states[index] = fields
    case .failure(let what): failure = what
    }
  }

  private func send(_ message: String, from: Int, to: Int) {
    guard cuts.indices.contains(to), from == to || !cuts[from][to] else { return }
    let ticks: Int
    switch from == to ? .fixed(1) : latency {
    case .fixed(let fixed): ticks = fixed
    case .uniform(let range): ticks = Int.random(in: range)
    case .exponential(let minimum, let mean):
      ticks = minimum + Int(-log(Double.random(in: 1e-9...1)) * Double(mean))
    }
    inTransit.append(Packet(due: .now + .milliseconds(ticks), from: from, to: to, message: message))
  }

  private func deliver() {
    let now = ContinuousClock.now
    let arrived = inTransit.filter { $0.due <= now }.sorted { $0.due < $1.due }
    inTransit.removeAll { $0.due <= now }
    for packet in arrived where !cuts[packet.from][packet.to] {
      tell(packet.to, .message(packet.message, from: packet.from))
    }
  }
}

/// A node's process.
final class NodeChild {
  /// Where it says something.
  let sayings: Int32
  private let orders: Int32
  private let child: Child
  private var lines = JSONLine.Reader()
  private var isRunning = true

  init(_ executable: String, _ part: NodePart) throws {
    let (toProcess, fromProcess) = (try PipeEnds(), try PipeEnds())
    defer {
      close(toProcess.reading)
      close(fromProcess.writing)
    }
    do {
      child = try Child(
        Launch(
          path: executable, arguments: [PeerEntry.node, try JSONLine.text(part)],
          environment: PeerProcess.environment,
          files: [toProcess.reading, fromProcess.writing, STDERR_FILENO]))
    } catch {
      close(toProcess.writing)
      close(fromProcess.reading)
      throw error
    }
    (orders, sayings) = (toProcess.writing, fromProcess.reading)
    // A node that does not read must not stop the network.
    Descriptor.setNonBlocking(orders)
  }

  deinit { end() }

  var pid: Int { Int(child.pid) }

  /// Tells it something; false where it has not read what it was told before.
  func write(_ line: String) -> Bool {
    let bytes = Array("\(line)\n".utf8)
    let count = bytes.withUnsafeBytes { Foundation.write(orders, $0.baseAddress, $0.count) }
    return count == bytes.count
  }

  /// What it has said.
  func read() -> [NodeSaying] {
    guard case .bytes(let bytes) = Descriptor.read(sayings) else { return [] }
    lines.append(bytes)
    var found: [NodeSaying] = []
    while let line = lines.next() {
      found.append((try? JSONLine.value(line)) ?? .failure("a node's process says \"\(line.prefix(80))\""))
    }
    return found
  }

  /// Kills it, as `kill -9` does.
  func end() {
    guard isRunning else { return }
    isRunning = false
    child.kill()
    close(orders)
    close(sayings)
  }
}
