extension Simulation {
  /// Whether a node is up.
  public func isUp(_ node: NodeID) -> Bool { isUp[node.index] }

  /// Crashes a node: its timers stop, messages that reach it are lost, and all but its stable state will be gone when
  /// it recovers. A crashed node stays as it is.
  public mutating func crash(_ node: NodeID) {
    guard isUp[node.index] else { return }
    isUp[node.index] = false
    isReady[node.index] = false
    for timer in runningTimers[node.index] { timerSlots[Int(timer.slot)].isLive = false }
    runningTimers[node.index] = []
    record(.crash, node: node.index)
    loseHeld(node.index)
  }

  /// Brings a crashed node back with its stable state only; a node that is up stays as it is.
  public mutating func recover(_ node: NodeID) {
    guard !isUp[node.index] else { return }
    var fresh = initial[node.index]
    N.stable.restore(states[node.index], &fresh)
    states[node.index] = fresh
    isUp[node.index] = true
    isReady[node.index] = true
    let event = record(.recovery, node: node.index)
    call(node.index, cause: event) { $0.recover(&$1) }
  }

  /// Splits the network into groups: every link between two groups is cut, both ways. Earlier cuts stay.
  ///
  /// Nodes that are in no group form one more group together.
  public mutating func partition(_ groups: [NodeSet]) {
    let named = groups.reduce(NodeSet()) { $0.union($1) }
    let rest = NodeSet(all: states.count).subtracting(named)
    let sides = rest.isEmpty ? groups : groups + [rest]
    for (place, side) in sides.enumerated() {
      for other in sides[(place + 1)...] {
        cut(from: side, to: other)
        cut(from: other, to: side)
      }
    }
    recordPartition(sides.map(text).joined(separator: " | "))
  }

  /// Cuts the links from one group of nodes to another; the links back stay as they are.
  public mutating func partition(from group: NodeSet, to other: NodeSet) {
    cut(from: group, to: other)
    recordPartition("\(text(group)) -> \(text(other))")
  }

  /// Makes all links carry messages again. What was lost stays lost.
  public mutating func heal() {
    guard !network.cuts.isEmpty || !network.partitionDescription.isEmpty else { return }
    network.heal()
    record(.heal, node: -1)
  }

  /// Changes all links, from now on.
  public mutating func setLinks(_ link: Link) {
    network.setAll(link)
    recordText(.link, "\(link)")
  }

  /// Changes one direction between two nodes, from now on.
  public mutating func setLink(_ link: Link, from: NodeID, to: NodeID) {
    network.set(link, from: from.index, to: to.index)
    recordText(.link, "\(names[from.index]) -> \(names[to.index]): \(link)")
  }

  /// The link that all pairs share, unless one is set apart.
  public var link: Link { network.common }

  /// One direction between two nodes.
  public func link(from: NodeID, to: NodeID) -> Link { network.link(from: from.index, to: to.index) }

  /// Which network partitions are in force, in words; empty where the network is whole.
  public var partitions: [String] { network.partitionDescription }

  private mutating func cut(from group: NodeSet, to other: NodeSet) {
    for sender in group {
      for receiver in other where sender != receiver { network.cut(from: sender.index, to: receiver.index) }
    }
  }

  private func text(_ group: NodeSet) -> String {
    "{" + group.map { names[$0.index] }.joined(separator: " ") + "}"
  }

  private mutating func recordPartition(_ words: String) {
    network.partitionDescription.append(words)
    recordText(.partition, words)
  }

  private mutating func recordText(_ kind: TraceRecord.Kind, _ words: String) {
    if isTracing { log.texts.append(words) }
    record(kind, node: -1, payload: UInt32(truncatingIfNeeded: log.texts.count &- 1))
  }
}
