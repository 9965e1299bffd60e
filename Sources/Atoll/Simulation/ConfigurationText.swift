/// A configuration in words: every node's state, and the messages in transit.
public struct ConfigurationText: Hashable, Codable, Sendable {
  /// One node.
  public struct Node: Hashable, Codable, Sendable {
    /// Its name.
    public var name: String
    /// Whether it is up.
    public var isUp: Bool
    /// Whether it is paused: nothing happens at it until it goes on.
    public var isPaused: Bool
    /// Its stored properties by name.
    public var fields: [Field]
    /// Its running timers, the next to run out first.
    public var timers: [Timer]
    /// Where it is paused: what waits until it goes on, in the order in which it came.
    public var waiting: [String]

    /// Makes an entry.
    public init(
      name: String, isUp: Bool, isPaused: Bool = false, fields: [Field], timers: [Timer],
      waiting: [String] = []
    ) {
      self.name = name
      self.isUp = isUp
      self.isPaused = isPaused
      self.fields = fields
      self.timers = timers
      self.waiting = waiting
    }

    enum CodingKeys: String, CodingKey {
      case name, fields, timers, waiting
      case isUp = "is_up"
      case isPaused = "is_paused"
    }
  }

  /// One stored property of a node.
  public struct Field: Hashable, Codable, Sendable {
    /// The property's name.
    public var name: String
    /// Its value in words.
    public var value: String

    /// Makes an entry.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// One running timer.
  public struct Timer: Hashable, Codable, Sendable {
    /// The timer's name.
    public var name: String
    /// The tick at which it runs out; none in an exploration, where it may run out at any moment.
    public var time: Int?

    /// Makes an entry.
    public init(name: String, time: Int?) {
      self.name = name
      self.time = time
    }
  }

  /// One message in transit.
  public struct Message: Hashable, Codable, Sendable {
    /// The sender's name.
    public var from: String
    /// The destination's name.
    public var to: String
    /// The message in words.
    public var text: String
    /// The tick at which it arrives, unless something takes it; none in an exploration.
    public var arrival: Int?

    /// Makes an entry.
    public init(from: String, to: String, text: String, arrival: Int?) {
      self.from = from
      self.to = to
      self.text = text
      self.arrival = arrival
    }
  }

  /// The current tick.
  public var now: Int
  /// The nodes, in order of identity.
  public var nodes: [Node]
  /// The messages in transit, the next to arrive first.
  public var messages: [Message]
  /// Which network partitions are in force.
  public var partitions: [String]

  /// Makes a configuration's text.
  public init(now: Int, nodes: [Node], messages: [Message], partitions: [String]) {
    self.now = now
    self.nodes = nodes
    self.messages = messages
    self.partitions = partitions
  }
}

extension Simulation {
  /// The current configuration, in words.
  ///
  /// - Complexity: O(state + messages in transit), with reflection.
  public var configuration: ConfigurationText {
    let text = ValueText(names: names)
    let nodes = states.indices.map { place in
      ConfigurationText.Node(
        name: names[place], isUp: isUp[place], isPaused: held[place] != nil,
        fields: text.fields(states[place]).map { .init(name: $0.name, value: $0.text) },
        timers: timers(of: place).map { .init(name: text.text($0.name), time: $0.time) },
        waiting: waiting(at: place, text))
    }
    return ConfigurationText(
      now: now, nodes: nodes, messages: messagesInTransit(text), partitions: partitions)
  }

  /// What waits for a paused node, in words.
  private func waiting(at node: Int, _ text: ValueText) -> [String] {
    (held[node] ?? []).map { event in
      switch event {
      case .message(let slot):
        let packet = packets[Int(slot)]
        return "\(text.text(packet.message)) from \(names[Int(packet.from)])"
      case .timer(let slot): return "timer \(text.text(timerSlots[Int(slot)].name))"
      case .request(let id): return "request #\(id.number): \(text.text(operations[id.number - 1].request))"
      }
    }
  }

  private func timers(of node: Int) -> [TimerSlot] {
    runningTimers[node].map { timerSlots[Int($0.slot)] }.sorted { $0.time < $1.time }
  }

  private func messagesInTransit(_ text: ValueText) -> [ConfigurationText.Message] {
    queue.heap.filter { $0.kind == .delivery }.sorted(by: <).map { event in
      let packet = packets[Int(event.slot)]
      return ConfigurationText.Message(
        from: names[Int(packet.from)], to: names[Int(packet.to)], text: text.text(packet.message),
        arrival: event.time)
    }
  }
}
