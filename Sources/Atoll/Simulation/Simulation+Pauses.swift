/// Something that waits until a paused node goes on.
enum HeldEvent: Sendable {
  /// A message in the slab; its slot is kept.
  case message(UInt32)
  /// A timer in its slot.
  case timer(UInt32)
  /// A client's request.
  case request(RequestID)
}

extension Simulation {
  /// Whether a node is paused.
  public func isPaused(_ node: NodeID) -> Bool { held[node.index] != nil }

  /// Pauses a node: it keeps its state, but nothing happens at it until it goes on. What reaches it meanwhile waits.
  ///
  /// From outside a paused node cannot be told from one that crashed, or from one that is slow. A node that is down or
  /// paused already stays as it is.
  public mutating func pause(_ node: NodeID) {
    guard isReady[node.index] else { return }
    isReady[node.index] = false
    held[node.index] = []
    record(.pause, node: node.index)
  }

  /// Lets a paused node go on: all that waits for it happens now, in the order in which it came.
  public mutating func resume(_ node: NodeID) {
    guard let waiting = held[node.index] else { return }
    held[node.index] = nil
    isReady[node.index] = true
    record(.resumption, node: node.index)
    for event in waiting {
      switch event {
      case .message(let slot):
        freePackets.append(slot)
        deliver(packets[Int(slot)])
      case .timer(let slot):
        freeTimerSlots.append(slot)
        if timerSlots[Int(slot)].isLive { runOut(timerSlots[Int(slot)]) }
      case .request(let id):
        let operation = operations[id.number - 1]
        call(node.index, cause: operation.invocationEvent) { $0.handle(operation.request, id: id, &$1) }
      }
    }
  }

  /// A message has come to a node that is down, paused, or cut off from the sender.
  @usableFromInline mutating func turnAway(_ packet: Packet) {
    let (from, to) = (Int(packet.from), Int(packet.to))
    let isCut = network.isCut(from: from, to: to)
    guard isUp[to], !isCut else {
      record(
        isUp[to] ? .cutOff : .nodeDown, node: to, peer: from, cause: packet.sendEvent, payload: packet.payload
      )
      return
    }
    // `arrive` has freed the slot; the message needs one until the node goes on.
    if let free = freePackets.popLast() {
      packets[Int(free)] = packet
      held[to]?.append(.message(free))
    }
  }

  /// A timer of a paused node has run out.
  @usableFromInline mutating func hold(_ slot: UInt32, _ timer: TimerSlot) {
    held[Int(timer.node)]?.append(.timer(slot))
  }

  /// A paused node has crashed: the messages that waited for it are lost, its timers are dead, its clients wait for ever.
  mutating func loseHeld(_ node: Int) {
    for event in held[node] ?? [] {
      switch event {
      case .message(let slot):
        freePackets.append(slot)
        turnAway(packets[Int(slot)])
      case .timer(let slot): freeTimerSlots.append(slot)
      case .request(let id):
        record(
          .requestToNodeDown, node: node, cause: operations[id.number - 1].invocationEvent,
          payload: UInt32(truncatingIfNeeded: id.number))
      }
    }
    held[node] = nil
  }
}
