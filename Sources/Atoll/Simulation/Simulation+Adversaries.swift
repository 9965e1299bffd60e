/// Somebody who holds one direction between two nodes: an *arbitrary* link.
///
/// What a `Link` does happens by chance; what an adversary does is meant. It can modify what the link carries, forge
/// messages, and listen. It does not know the nodes' states.
@usableFromInline struct LinkAdversary<Message: Hashable & Sendable>: Sendable {
  /// How likely a message is modified, and into what.
  var probability = Probability.never
  var modify: (@Sendable (Message, inout RandomStream) -> Message)?
  /// What it has heard; none where it does not listen.
  var overheard: [Message]?
  /// Its draws are its own: what the nodes and the links draw does not depend on it.
  var random: RandomStream
}

extension Simulation {
  /// Lets somebody modify messages from one node to another, from now on: each with a probability, on its way.
  ///
  /// Where the modified message equals what was sent, nothing has happened. A trace tells of each modification with its
  /// send. What a node sends to itself is out of reach.
  ///
  /// - Parameter modify: the message that arrives instead; it draws from a stream of the adversary's own.
  public mutating func modifyMessages(
    from sender: NodeID, to receiver: NodeID, probability: Probability = Probability(1),
    by modify: @escaping @Sendable (N.Message, inout RandomStream) -> N.Message
  ) {
    let place = adversary(from: sender.index, to: receiver.index)
    adversaries[place]?.probability = probability
    adversaries[place]?.modify = modify
  }

  /// Lets somebody listen to what the link from one node to another carries, from now on.
  public mutating func listen(from sender: NodeID, to receiver: NodeID) {
    let place = adversary(from: sender.index, to: receiver.index)
    if adversaries[place]?.overheard == nil { adversaries[place]?.overheard = [] }
  }

  /// What was overheard on the link from one node to another, in the order in which it was sent: as it was sent, not
  /// as it was modified. What a network partition or the link itself lost was not heard.
  public func overheard(from sender: NodeID, to receiver: NodeID) -> [N.Message] {
    adversaries.isEmpty ? [] : adversaries[sender.index * states.count + receiver.index]?.overheard ?? []
  }

  /// Takes the link from one node to another out of the hands of whoever held it.
  public mutating func releaseLink(from sender: NodeID, to receiver: NodeID) {
    if !adversaries.isEmpty { adversaries[sender.index * states.count + receiver.index] = nil }
  }

  /// Puts a message on a link that seems to come from a node, which has not sent it. It is under way as long as others
  /// on that link, and is lost where a network partition is in force when it would arrive.
  public mutating func forge(_ message: N.Message, from sender: NodeID, to receiver: NodeID) {
    let place = adversary(from: sender.index, to: receiver.index)
    let words = "\(describe(message)) from \(names[sender.index]) to \(names[receiver.index])"
    let event = recordDeed(.forgery, words, cause: 0)
    let packet = packet(message, from: sender.index, to: receiver.index, sendEvent: event)
    guard var random = adversaries[place]?.random else { return }
    let latency = network.link(from: sender.index, to: receiver.index).latency
    schedule(packet, at: tick + latency.draw(&random))
    adversaries[place]?.random = random
  }

  /// A message goes over a link that somebody may hold.
  @usableFromInline mutating func intercept(_ packet: inout Packet) {
    let place = Int(packet.from) * states.count + Int(packet.to)
    guard var adversary = adversaries[place] else { return }
    adversary.overheard?.append(packet.message)
    if let modify = adversary.modify, adversary.probability.happens(&adversary.random) {
      let modified = modify(packet.message, &adversary.random)
      if modified != packet.message {
        let words = "\(describe(packet.message)) becomes \(describe(modified))"
        _ = recordDeed(.modification, words, cause: packet.sendEvent)
        packet = self.packet(
          modified, from: Int(packet.from), to: Int(packet.to), sendEvent: packet.sendEvent)
      }
    }
    adversaries[place] = adversary
  }

  private mutating func packet(_ message: N.Message, from: Int, to: Int, sendEvent: UInt32) -> Packet {
    if isTracing { log.messages.append(message) }
    return Packet(
      message: message, from: Int32(from), to: Int32(to), sendEvent: sendEvent,
      payload: UInt32(truncatingIfNeeded: log.messages.count &- 1))
  }

  private mutating func recordDeed(_ kind: TraceRecord.Kind, _ words: String, cause: UInt32) -> UInt32 {
    if isTracing { log.texts.append(words) }
    return record(kind, node: -1, cause: cause, payload: UInt32(truncatingIfNeeded: log.texts.count &- 1))
  }

  /// The place of whoever holds a link; somebody who does nothing yet where nobody did.
  private mutating func adversary(from: Int, to: Int) -> Int {
    let count = states.count
    if adversaries.isEmpty { adversaries = Array(repeating: nil, count: count * count) }
    let place = from * count + to
    if adversaries[place] == nil {
      adversaries[place] = LinkAdversary(random: RandomStream(seed: seed, purpose: 3, index: place))
    }
    return place
  }
}
