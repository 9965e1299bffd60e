import Atoll
import Testing

/// Builds a trace by hand, in the order of its events.
struct TraceBuilder {
  var trace: Trace

  init(_ names: [String]) { trace = Trace(names: names, events: [], now: 0) }

  /// Adds an event and gives its number.
  @discardableResult
  mutating func add(
    _ time: Int, _ kind: TraceEvent.Kind, _ node: Int? = nil, from peer: Int? = nil, cause: Int? = nil,
    op: Int? = nil, _ label: String = ""
  ) -> Int {
    let number = trace.events.count + 1
    trace.now = max(trace.now, time)
    trace.events.append(
      TraceEvent(
        number: number, time: time, kind: kind, node: node.map { NodeID($0) }, peer: peer.map { NodeID($0) },
        cause: cause, operation: op, label: label))
    return number
  }

  @discardableResult
  mutating func send(_ time: Int, _ from: Int, to: Int, cause: Int? = nil, _ label: String) -> Int {
    add(time, .send, from, from: to, cause: cause, label)
  }

  /// Delivers a message that was sent before.
  @discardableResult
  mutating func deliver(_ time: Int, _ send: Int) -> Int {
    let sent = trace.events[send - 1]
    return add(time, .delivery, sent.peer?.index, from: sent.node?.index, cause: send, sent.label)
  }

  /// Loses a message that was sent before.
  @discardableResult
  mutating func drop(_ time: Int, _ send: Int, _ reason: String) -> Int {
    let sent = trace.events[send - 1]
    return add(time, .drop, sent.peer?.index, from: sent.node?.index, cause: send, reason)
  }
}

/// A few small runs, each shows something.
enum SampleTraces {
  /// The two-node register under a network partition: the first lesson's picture.
  static func twoNodes() -> Trace {
    var run = TraceBuilder(["a", "b"])
    let write = run.add(0, .invocation, 0, op: 1, "write x=1")
    let first = run.send(0, 0, to: 1, cause: write, "copy(x=1)")
    run.add(0, .response, 0, cause: write, op: 1, "ok")
    run.deliver(4, first)
    run.add(10, .partition, nil, "{a} | {b}")
    let second = run.add(10, .invocation, 0, op: 2, "write x=2")
    let lost = run.send(10, 0, to: 1, cause: second, "copy(x=2)")
    run.drop(10, lost, "network partition")
    run.add(10, .response, 0, cause: second, op: 2, "ok")
    let read = run.add(12, .invocation, 1, op: 3, "read x")
    run.add(12, .response, 1, cause: read, op: 3, "x=1")
    run.add(20, .heal)
    run.trace.now = 25
    return run.trace
  }

  /// Messages that overtake each other, both ways, and a message to oneself.
  static func crossing() -> Trace {
    var run = TraceBuilder(["a", "b"])
    let one = run.send(0, 0, to: 1, "one")
    let two = run.send(1, 0, to: 1, "two")
    let back = run.send(1, 1, to: 0, "three")
    run.deliver(3, two)
    let again = run.send(3, 1, to: 0, "four")
    run.deliver(5, one)
    run.deliver(6, again)
    let own = run.send(6, 0, to: 0, "to myself")
    run.deliver(7, own)
    run.deliver(9, back)
    run.send(9, 1, to: 0, "five")
    run.trace.now = 12
    return run.trace
  }

  /// A quorum write on three nodes: one crashes, a timer runs out, a message comes twice, a note, an open read.
  static func quorum() -> Trace {
    var run = TraceBuilder(["alpha", "beta", "gamma"])
    let write = run.add(0, .invocation, 0, op: 1, "write x=1")
    let b = run.send(0, 0, to: 1, cause: write, "store(x=1, version: 7)")
    let c = run.send(0, 0, to: 2, cause: write, "store(x=1, version: 7)")
    run.add(1, .link, nil, "loss=10% duplication=5%")
    run.add(2, .crash, 2)
    let atB = run.deliver(3, b)
    let ackB = run.send(3, 1, to: 0, cause: atB, "stored(7)")
    run.drop(5, c, "gamma is down")
    run.deliver(6, b)
    let twice = run.send(6, 1, to: 0, cause: 9, "stored(7)")
    let acked = run.deliver(7, ackB)
    run.add(7, .response, 0, cause: acked, op: 1, "ok")
    run.deliver(8, twice)
    let retry = run.add(10, .timeout, 0, cause: write, "retry")
    let again = run.send(10, 0, to: 2, cause: retry, "store(x=1, version: 7)")
    run.add(11, .recovery, 2)
    run.add(12, .note, 2, "nothing in stable storage")
    run.deliver(14, again)
    run.add(15, .invocation, 2, op: 2, "read x")
    run.send(15, 2, to: 1, cause: 19, "get(x)")
    run.trace.now = 17
    return run.trace
  }
}

extension SampleTraces {
  /// A run with a name.
  struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var trace: Trace
    var testDescription: String { name }
  }

  /// All samples.
  static var all: [Sample] {
    [
      Sample(name: "two-nodes", trace: twoNodes()), Sample(name: "crossing", trace: crossing()),
      Sample(name: "quorum", trace: quorum()), Sample(name: "hostile", trace: hostile()),
      Sample(name: "eight-nodes", trace: RandomTrace.make(seed: 8, nodes: 8, events: 40)),
    ]
  }

  /// Labels that try to break out of a terminal, out of XML and out of their columns.
  static let hostileLabels = [
    "\u{1B}[31mred\u{7}\u{0}", "</svg><script>alert('x')</script>", "]]>&amp;\"<!-- ", "a\nb\r\tc",
    "\u{202E}right to left\u{202C} שלום عالم", "分散システム合意形成問題の解説", "👩‍👩‍👧‍👦 family 🏳️‍🌈",
    "e" + String(repeating: "\u{301}", count: 400), String(repeating: "long ", count: 400),
    "\u{FFFE}\u{FFFF}\u{200B}\u{FEFF}\u{2028}\u{E000}",
  ]

  /// One event of most kinds for each hostile label, at nodes with hostile names.
  static func hostile() -> Trace {
    var run = TraceBuilder(["<a&b>", "分散\u{1B}[2J", "a very long name of a node"])
    for (index, label) in hostileLabels.enumerated() {
      let time = index * 5
      let ask = run.add(time, .invocation, index % 3, op: index + 1, label)
      let send = run.send(time, index % 3, to: (index + 1) % 3, cause: ask, label)
      if index.isMultiple(of: 2) { run.deliver(time + 2, send) } else { run.drop(time + 2, send, label) }
      run.add(time + 3, [.note, .timeout, .response][index % 3], index % 3, cause: ask, op: index + 1, label)
      run.add(time + 4, [.partition, .link, .heal][index % 3], nil, label)
    }
    return run.trace
  }
}
