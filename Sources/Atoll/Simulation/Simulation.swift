/// A run of a cluster on a seeded schedule, in virtual time, with faults; a value.
///
/// Copying a simulation forks the run; keeping the old value is undo. The same cluster, seed and calls give the same
/// events, byte for byte, on every machine. Events happen in order of (tick, order of scheduling).
///
/// The engine is a struct with `mutating` methods on purpose: a class core pays for dynamic exclusivity checks on every
/// access (measured: 2.7 times slower). The path of a message is inlinable, so that a module that knows the node's
/// type gets a specialised engine.
///
/// - Complexity: O(log p) an event, for p pending events.
/// - Note: Sampled, not exhaustive: a run shows what can happen, never what cannot.
public struct Simulation<N: Node>: Sendable {
  /// The nodes' names, by `NodeID.index`.
  public let names: [String]

  package let initial: [N]
  let seed: UInt64
  @usableFromInline var states: [N]
  @usableFromInline var tick = 0
  @usableFromInline var stepCount = 0
  var isUp: [Bool]
  /// What waits for each paused node; none for a node that is not paused.
  var held: [[HeldEvent]?]
  /// Whether each node is up and not paused: what the path of a message asks.
  @usableFromInline var isReady: [Bool]
  @usableFromInline var clocks: [DriftingClock]
  @usableFromInline var clocksDrift = false
  @usableFromInline var network: Network
  /// Who holds which link, by `from * count + to`; empty while nobody holds any.
  @usableFromInline var adversaries: [LinkAdversary<N.Message>?] = []
  @usableFromInline var queue = EventQueue()
  @usableFromInline var sequence: UInt64 = 0
  @usableFromInline var packets: [Packet] = []
  @usableFromInline var freePackets: [UInt32] = []
  @usableFromInline var timerSlots: [TimerSlot] = []
  @usableFromInline var freeTimerSlots: [UInt32] = []
  @usableFromInline var runningTimers: [[RunningTimer]]
  @usableFromInline var nodeRandom: [RandomStream]
  @usableFromInline var networkRandom: [RandomStream]
  @usableFromInline var context: NodeContext<N>
  @usableFromInline var log: TraceLog<N>
  @usableFromInline let isTracing: Bool
  var operations: [OperationRecord<N>] = []
  var moment = 0

  /// A message in transit.
  @usableFromInline struct Packet: Sendable {
    @usableFromInline var message: N.Message
    @usableFromInline var from: Int32
    @usableFromInline var to: Int32
    @usableFromInline var sendEvent: UInt32
    @usableFromInline var payload: UInt32

    @inlinable init(message: N.Message, from: Int32, to: Int32, sendEvent: UInt32, payload: UInt32) {
      self.message = message
      self.from = from
      self.to = to
      self.sendEvent = sendEvent
      self.payload = payload
    }
  }

  /// A timer that waits in the queue; dead once it was cancelled or set anew.
  @usableFromInline struct TimerSlot: Sendable {
    @usableFromInline var name: N.TimerName
    @usableFromInline var node: Int32
    @usableFromInline var cause: UInt32
    @usableFromInline var time: Int
    @usableFromInline var isLive: Bool

    @inlinable init(name: N.TimerName, node: Int32, cause: UInt32, time: Int) {
      self.name = name
      self.node = node
      self.cause = cause
      self.time = time
      isLive = true
    }
  }

  /// A node's running timer and where it waits.
  @usableFromInline struct RunningTimer: Sendable {
    @usableFromInline let name: N.TimerName
    @usableFromInline let slot: UInt32

    @inlinable init(name: N.TimerName, slot: UInt32) {
      self.name = name
      self.slot = slot
    }
  }

  /// Begins a run: every node's `start` is called, at tick 0, in order of identity.
  ///
  /// - Parameter isTracing: whether every event is remembered (32 bytes each, and the messages).
  public init(_ cluster: Cluster<N>, seed: UInt64, isTracing: Bool = true) {
    let count = cluster.nodes.count
    states = cluster.nodes
    initial = cluster.nodes
    self.seed = seed
    names = cluster.names
    isUp = Array(repeating: true, count: count)
    isReady = isUp
    held = Array(repeating: nil, count: count)
    clocks = Array(repeating: DriftingClock(), count: count)
    network = Network(count: count, common: cluster.link)
    for apart in cluster.linksApart {
      network.set(apart.link, from: apart.from.index, to: apart.to.index)
    }
    runningTimers = Array(repeating: [], count: count)
    nodeRandom = (0..<count).map { RandomStream(seed: seed, purpose: 1, index: $0) }
    networkRandom = (0..<count).map { RandomStream(seed: seed, purpose: 2, index: $0) }
    context = NodeContext(id: NodeID(0), clusterSize: count, random: RandomStream(seed: seed))
    log = TraceLog()
    self.isTracing = isTracing
    for index in 0..<count { call(index, cause: 0) { $0.start(&$1) } }
  }
}

extension Simulation {
  /// The nodes' states, by `NodeID.index`; a crashed node's is the one in which it crashed.
  @inlinable public var nodes: [N] { states }
  /// The current tick.
  @inlinable public var now: Int { tick }
  /// How many messages arrived (or were lost on arrival) and timers ran out.
  @inlinable public var steps: Int { stepCount }
}

// MARK: - Steps

extension Simulation {
  /// Lets the next event happen; returns false where nothing is left to happen.
  @inlinable public mutating func step() -> Bool {
    while let event = queue.pop() {
      switch event.kind {
      case .delivery:
        tick = event.time
        stepCount &+= 1
        arrive(event.slot)
        return true
      case .timeout:
        let timer = timerSlots[Int(event.slot)]
        guard timer.isLive else {
          freeTimerSlots.append(event.slot)
          continue
        }
        tick = event.time
        stepCount &+= 1
        if isReady[Int(timer.node)] {
          freeTimerSlots.append(event.slot)
          runOut(timer)
        } else {
          hold(event.slot, timer)
        }
        return true
      }
    }
    return false
  }

  /// Lets all events up to and including a tick happen, and moves the time to that tick.
  @inlinable public mutating func run(until tick: Int) {
    while let next = nextTime, next <= tick { _ = step() }
    self.tick = max(self.tick, tick)
  }

  /// Lets events happen until none is left or `limit` have happened; returns how many did.
  @inlinable @discardableResult public mutating func run(maxSteps limit: Int) -> Int {
    var done = 0
    while done < limit, step() { done &+= 1 }
    return done
  }

  /// The tick of the next event; none where nothing is left to happen.
  @inlinable public var nextTime: Int? {
    mutating get {
      while let event = queue.first {
        if event.kind == .timeout, !timerSlots[Int(event.slot)].isLive {
          _ = queue.pop()
          freeTimerSlots.append(event.slot)
        } else {
          return event.time
        }
      }
      return nil
    }
  }

  @inlinable mutating func arrive(_ slot: UInt32) {
    let packet = packets[Int(slot)]
    freePackets.append(slot)
    let (from, to) = (Int(packet.from), Int(packet.to))
    guard isReady[to], !network.isCut(from: from, to: to) else { return turnAway(packet) }
    deliver(packet)
  }

  @inlinable mutating func deliver(_ packet: Packet) {
    let (from, to) = (Int(packet.from), Int(packet.to))
    let event = record(.delivery, node: to, peer: from, cause: packet.sendEvent, payload: packet.payload)
    prepareContext(to)
    states[to].receive(packet.message, from: NodeID(from), &context)
    carryOut(to, cause: event)
  }

  @inlinable mutating func runOut(_ timer: TimerSlot) {
    let node = Int(timer.node)
    if let place = runningTimers[node].firstIndex(where: { $0.name == timer.name }) {
      runningTimers[node].remove(at: place)
    }
    if isTracing { log.timers.append(timer.name) }
    let event = record(
      .timeout, node: node, cause: timer.cause, payload: UInt32(truncatingIfNeeded: log.timers.count &- 1))
    prepareContext(node)
    states[node].timeout(timer.name, &context)
    carryOut(node, cause: event)
  }

  /// Calls a handler of a node and carries out what it asks for.
  mutating func call(_ node: Int, cause: UInt32, _ handler: (inout N, inout NodeContext<N>) -> Void) {
    prepareContext(node)
    handler(&states[node], &context)
    carryOut(node, cause: cause)
  }

  @inlinable mutating func prepareContext(_ node: Int) {
    context.node = NodeID(node)
    context.random = nodeRandom[node]
    context.localTime = clocksDrift ? clocks[node].reading(at: tick) : tick
  }

  /// Adds an event to the trace; returns its number, or 0 where nothing is remembered.
  @inlinable @discardableResult mutating func record(
    _ kind: TraceRecord.Kind, node: Int, peer: Int = -1, cause: UInt32 = 0, payload: UInt32 = 0
  ) -> UInt32 {
    guard isTracing else { return 0 }
    log.records.append(
      TraceRecord(
        time: tick, cause: cause, payload: payload, node: Int32(truncatingIfNeeded: node),
        peer: Int32(truncatingIfNeeded: peer), kind: kind))
    return UInt32(truncatingIfNeeded: log.records.count)
  }
}

// MARK: - Effects

extension Simulation {
  @inlinable mutating func carryOut(_ node: Int, cause: UInt32) {
    nodeRandom[node] = context.random
    guard !context.effects.isEmpty else { return }
    for place in context.effects.indices {
      switch context.effects[place] {
      case .send(let message, let to): send(message, from: node, to: to.index, cause: cause)
      case .reply(let reply, let request): answer(reply, to: request, from: node, cause: cause)
      case .setTimer(let name, let ticks): setTimer(name, of: node, after: ticks, cause: cause)
      case .cancelTimer(let name): cancelTimer(name, of: node)
      case .note(let text):
        if isTracing { log.texts.append(text) }
        record(.note, node: node, cause: cause, payload: UInt32(truncatingIfNeeded: log.texts.count &- 1))
      }
    }
    context.effects.removeAll(keepingCapacity: true)
  }

  @inlinable mutating func send(_ message: N.Message, from: Int, to: Int, cause: UInt32) {
    if isTracing { log.messages.append(message) }
    let payload = UInt32(truncatingIfNeeded: log.messages.count &- 1)
    let event = record(.send, node: from, peer: to, cause: cause, payload: payload)
    var packet = Packet(
      message: message, from: Int32(truncatingIfNeeded: from), to: Int32(truncatingIfNeeded: to),
      sendEvent: event, payload: payload)
    guard from != to else { return schedule(packet, at: tick &+ 1) }
    guard !network.isCut(from: from, to: to) else {
      record(.cutOff, node: to, peer: from, cause: event, payload: payload)
      return
    }
    let link = network.link(from: from, to: to)
    guard !link.loss.happens(&networkRandom[from]) else {
      record(.lost, node: to, peer: from, cause: event, payload: payload)
      return
    }
    if !adversaries.isEmpty { intercept(&packet) }
    let copies = link.duplication.happens(&networkRandom[from]) ? 2 : 1
    for _ in 0..<copies {
      var arrival = tick &+ link.latency.draw(&networkRandom[from])
      if link.isOrdered { arrival = network.inOrder(arrival, from: from, to: to) }
      schedule(packet, at: arrival)
    }
  }

  @inlinable mutating func schedule(_ packet: Packet, at time: Int) {
    let slot: UInt32
    if let free = freePackets.popLast() {
      slot = free
      packets[Int(free)] = packet
    } else {
      slot = UInt32(truncatingIfNeeded: packets.count)
      packets.append(packet)
    }
    push(.delivery, slot: slot, at: time)
  }

  @inlinable mutating func push(_ kind: ScheduledEvent.Kind, slot: UInt32, at time: Int) {
    sequence &+= 1
    queue.push(ScheduledEvent(time: time, sequence: sequence, slot: slot, kind: kind))
  }

  @inlinable mutating func setTimer(_ name: N.TimerName, of node: Int, after ticks: Int, cause: UInt32) {
    cancelTimer(name, of: node)
    let wait = clocksDrift ? clocks[node].ticks(for: ticks) : ticks
    let timer = TimerSlot(
      name: name, node: Int32(truncatingIfNeeded: node), cause: cause, time: tick &+ wait)
    let slot: UInt32
    if let free = freeTimerSlots.popLast() {
      slot = free
      timerSlots[Int(free)] = timer
    } else {
      slot = UInt32(truncatingIfNeeded: timerSlots.count)
      timerSlots.append(timer)
    }
    runningTimers[node].append(RunningTimer(name: name, slot: slot))
    push(.timeout, slot: slot, at: timer.time)
  }

  @inlinable mutating func cancelTimer(_ name: N.TimerName, of node: Int) {
    guard let place = runningTimers[node].firstIndex(where: { $0.name == name }) else { return }
    timerSlots[Int(runningTimers[node][place].slot)].isLive = false
    runningTimers[node].remove(at: place)
  }
}
