import Foundation

/// Stands between a caller and the process that it calls, and treats bytes as a network may: passes them on, holds
/// them back, or drops them.
///
/// TCP loses no bytes in the middle of a connection. So a connection that has lost some is spoilt: it is broken off as
/// soon as the network is whole again, as by a firewall that has forgotten it.
struct Proxy {
  /// What the proxy does with bytes that arrive from now on.
  private struct Treatment {
    /// How long they are held back, each way.
    var delayMilliseconds = 0
    /// Whether what callers send is dropped.
    var dropsQuestions = false
    /// Whether what they are sent is dropped.
    var dropsAnswers = false
  }

  private let listener: Int32
  private var port: UInt16
  private var treatment = Treatment()
  private var pairs: [ProxyPair] = []

  /// Makes a proxy for who listens at a port.
  init(listener: Int32, to port: UInt16) {
    self.listener = listener
    self.port = port
    _ = fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK)
  }

  /// Works until `orders` ends. Each line of it is an order, which is answered by a line.
  mutating func run(orders: Int32, replies: Int32) {
    var text: [UInt8] = []
    while true {
      let readable = wait([orders, listener] + pairs.flatMap(\.waitsFor))
      guard readable.contains(orders) else {
        if readable.contains(listener) { open() }
        for place in pairs.indices { work(on: place, readable) }
        closeWhatIsOver()
        continue
      }
      // Nothing else in this round: an order may close connections, whose numbers then mean others.
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = read(orders, &bytes, bytes.count)
      guard count > 0 else { return }
      text += bytes[..<count]
      while let end = text.firstIndex(of: UInt8(ascii: "\n")) {
        let isUnderstood = obey(String(decoding: text[..<end], as: UTF8.self))
        text.removeSubrange(...end)
        closeWhatIsOver()
        let reply = Array((isUnderstood ? "ok\n" : "what?\n").utf8)
        _ = reply.withUnsafeBytes { write(replies, $0.baseAddress, $0.count) }
      }
    }
  }

  private mutating func closeWhatIsOver() {
    for pair in pairs where pair.isOver { pair.close() }
    pairs.removeAll(where: \.isOver)
  }

  /// Waits until something can be read, or something that is held back is due.
  private func wait(_ descriptors: [Int32]) -> [Int32] {
    var waiting = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let due = pairs.compactMap(\.nextDue).min()
    let milliseconds = due.map { max(0, ($0 - ContinuousClock.now) / .milliseconds(1)).rounded(.up) } ?? -1
    guard poll(&waiting, nfds_t(waiting.count), Int32(milliseconds)) > 0 else { return [] }
    return waiting.filter { $0.revents != 0 }.map(\.fd)
  }

  /// `pass`, `delay MILLISECONDS`, `drop questions`, `drop answers`, `drop all`, `to PORT`.
  private mutating func obey(_ order: String) -> Bool {
    let words = order.split(separator: " ").map(String.init)
    guard (1...2).contains(words.count) else { return false }
    switch (words[0], words.count == 2 ? words[1] : "") {
    case ("pass", ""):
      treatment = Treatment()
      for place in pairs.indices where pairs[place].isSpoilt { pairs[place].isOver = true }
    case ("drop", "questions"): treatment.dropsQuestions = true
    case ("drop", "answers"): treatment.dropsAnswers = true
    case ("drop", "all"): (treatment.dropsQuestions, treatment.dropsAnswers) = (true, true)
    case ("delay", let number):
      guard let milliseconds = Int(number), (0...60_000).contains(milliseconds) else { return false }
      treatment.delayMilliseconds = milliseconds
    case ("to", let number):
      guard let port = UInt16(number) else { return false }
      self.port = port
    default: return false
    }
    return true
  }

  /// Takes a caller's connection and makes one to the called process; where nobody listens there, the caller's is closed.
  private mutating func open() {
    guard let caller = LoopbackSocket.accept(listener) else { return }
    guard let called = try? LoopbackSocket.connect(port: port) else {
      close(caller)
      return
    }
    pairs.append(ProxyPair(caller: caller, called: called))
  }

  private mutating func work(on place: Int, _ readable: [Int32]) {
    for end in [ProxyPair.End.caller, .called] where readable.contains(pairs[place].descriptor(end)) {
      let isDropped = end == .caller ? treatment.dropsQuestions : treatment.dropsAnswers
      pairs[place].take(
        from: end, isDropped: isDropped, due: .now + .milliseconds(treatment.delayMilliseconds))
    }
    pairs[place].release()
  }
}

/// A caller's connection to the proxy, and the proxy's to the called process.
private struct ProxyPair {
  /// One of the two connections.
  enum End { case caller, called }

  /// What is held back on its way to an end; no bytes mean that the other connection has ended.
  private struct Held {
    let due: ContinuousClock.Instant
    let to: End
    let bytes: [UInt8]
  }

  private let caller: Int32
  private let called: Int32
  private var ended: [End] = []
  private var held: [Held] = []
  /// Whether bytes of it were dropped.
  private(set) var isSpoilt = false
  /// Whether it is to be closed.
  var isOver = false

  init(caller: Int32, called: Int32) {
    self.caller = caller
    self.called = called
  }

  func descriptor(_ end: End) -> Int32 { end == .caller ? caller : called }

  /// What can still be read from.
  var waitsFor: [Int32] { [End.caller, .called].filter { !ended.contains($0) }.map(descriptor) }

  /// When something that is held back is to go on.
  var nextDue: ContinuousClock.Instant? { held.first?.due }

  /// Takes what an end has sent. That it has closed its connection travels like what it sends, and is dropped like it:
  /// the other end does not hear of it.
  mutating func take(from end: End, isDropped: Bool, due: ContinuousClock.Instant) {
    let bytes = LoopbackSocket.receive(descriptor(end)) ?? []
    if bytes.isEmpty { ended.append(end) }
    if isDropped {
      isSpoilt = true
    } else {
      // Nothing overtakes what was sent before.
      let earliest = held.last.map { max($0.due, due) } ?? due
      held.append(Held(due: earliest, to: end == .caller ? .called : .caller, bytes: bytes))
    }
  }

  /// Lets go on what is due.
  mutating func release() {
    while let first = held.first, first.due <= .now, !isOver {
      held.removeFirst()
      isOver = first.bytes.isEmpty || !LoopbackSocket.send(first.bytes, to: descriptor(first.to))
    }
  }

  /// Closes both connections.
  func close() {
    Foundation.close(caller)
    Foundation.close(called)
  }
}
