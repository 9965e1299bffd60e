/// What a node's handler can know of its surroundings, and what it can ask of them.
///
/// The handler's effects are collected in order and carried out after it returns; a handler that asks for nothing
/// has no effect but the change of its own state.
public struct NodeContext<N: Node>: Sendable {
  /// One thing that a handler asked for.
  @usableFromInline package enum Effect: Sendable {
    case send(N.Message, to: NodeID)
    case reply(N.Reply, to: RequestID)
    case setTimer(N.TimerName, after: Int)
    case cancelTimer(N.TimerName)
    case note(String)
  }

  /// The node itself.
  @inlinable public var id: NodeID { node }
  /// How many nodes the cluster has, this one included.
  public let clusterSize: Int
  @usableFromInline var node: NodeID
  @usableFromInline package var effects: [Effect] = []
  /// How many things a handler may ask for in one step; who asks for more is stopped.
  @usableFromInline package var effectsMax = Int.max
  @usableFromInline var random: RandomStream
  @usableFromInline package var localTime = 0
  /// Where choices come from under exploration; none in a simulation, which draws them.
  @usableFromInline package var script: ChoiceScript?

  @usableFromInline package init(id: NodeID, clusterSize: Int, random: RandomStream) {
    node = id
    self.clusterSize = clusterSize
    self.random = random
  }

  /// A context in which choices follow a script.
  package init(id: NodeID, clusterSize: Int, script: ChoiceScript) {
    self.init(id: id, clusterSize: clusterSize, random: RandomStream(seed: 0))
    self.script = script
  }

  /// The other nodes of the cluster, in order of identity.
  @inlinable public var peers: Peers { Peers(node: id, clusterSize: clusterSize) }

  /// The smallest number of nodes that is more than half of the cluster.
  public var majority: Int { clusterSize / 2 + 1 }

  /// What the node's own clock shows, in ticks. Clocks of different nodes may disagree, and may drift apart.
  ///
  /// A node that reads a clock can be simulated but not explored: exploration has no time.
  public var clock: Int {
    if script != nil {
      misused("reads its clock, but an exploration has no time: simulate this node instead")
    }
    return localTime
  }

  /// Hands a message for a node to the network. A node may send to itself: that message is never lost.
  @inlinable public mutating func send(_ message: N.Message, to node: NodeID) {
    if node.index < 0 || node.index >= clusterSize {
      misused("sends to node \(node), but the cluster has only \(clusterSize) nodes")
    }
    ask(.send(message, to: node))
  }

  /// Hands a message for every other node to the network, in order of identity.
  @inlinable public mutating func broadcast(_ message: N.Message) {
    for peer in peers { ask(.send(message, to: peer)) }
  }

  /// Answers a client's request. Only the first answer to a request counts.
  @inlinable public mutating func reply(_ reply: N.Reply, to request: RequestID) {
    ask(.reply(reply, to: request))
  }

  /// Sets a timer to run out after some ticks; a timer of the same name that is still running is set anew.
  @inlinable public mutating func setTimer(_ timer: N.TimerName, after ticks: Int) {
    if ticks < 0 { misused("sets timer \(timer) to run out \(-ticks) ticks ago") }
    ask(.setTimer(timer, after: ticks))
  }

  /// Sets a timer to run out after a number of ticks that is drawn from a range, each as likely as the others.
  @inlinable public mutating func setTimer(_ timer: N.TimerName, after range: ClosedRange<Int>) {
    guard let script else { return setTimer(timer, after: random.number(in: range)) }
    if script.choosesTicks { return setTimer(timer, after: choose(among: range)) }
    // Where an exploration lets timers run out at any moment, their length is no choice.
    // Whoever wrote the script may want to draw it all the same.
    self.script?.timerRanges.append((effects.count, range))
    setTimer(timer, after: range.lowerBound)
  }

  /// Sets a timer to run out after a number of ticks that is drawn from a distribution: an exponential time until the
  /// next request, say.
  ///
  /// Where an exploration lets timers run out at any moment, their length is no choice. One that counts ticks cannot try
  /// all times of an exponential distribution.
  @inlinable public mutating func setTimer(
    _ timer: N.TimerName, after distribution: LatencyDistribution
  ) {
    switch distribution {
    case .fixed(let ticks): setTimer(timer, after: ticks)
    case .uniform(let range): setTimer(timer, after: range)
    case .exponential(let minimum, _):
      guard let script else { return setTimer(timer, after: distribution.draw(&random)) }
      if script.choosesTicks {
        misused("draws timer \(timer) from \(distribution), which has no longest time")
      }
      setTimer(timer, after: minimum)
    }
  }

  /// Stops a timer; nothing happens where it does not run.
  @inlinable public mutating func cancelTimer(_ timer: N.TimerName) {
    ask(.cancelTimer(timer))
  }

  /// Makes a nondeterministic choice: drawn from the seed in a simulation, every one of them under exploration.
  ///
  /// - Precondition: there is something to choose.
  @inlinable public mutating func choose<Choices: RandomAccessCollection>(among choices: Choices)
    -> Choices.Element
  {
    if choices.isEmpty { misused("chooses among nothing") }
    if script?.isFull == true { misused("chooses more than \(script?.choicesMax ?? 0) times in one step") }
    let place = script?.next(among: choices.count) ?? random.below(choices.count)
    return choices[choices.index(choices.startIndex, offsetBy: place)]
  }

  @inlinable mutating func ask(_ effect: Effect) {
    if effects.count >= effectsMax {
      misused("asks for more than \(effectsMax) things in one step (messages, timers, replies, notes)")
    }
    effects.append(effect)
  }

  /// Stops the program: a handler asked for what cannot be. Not a `precondition`, whose words an optimised build
  /// leaves out.
  @usableFromInline @inline(never) package func misused(_ what: @autoclosure () -> String) -> Never {
    fatalError("node \(id) \(what())")
  }

  /// Says something for the reader of the trace. Notes have no meaning for the run.
  @inlinable public mutating func note(_ text: String) {
    ask(.note(text))
  }
}

/// The other nodes of a cluster, in order of identity.
@frozen public struct Peers: RandomAccessCollection, Sendable {
  @usableFromInline let node: NodeID
  @usableFromInline let clusterSize: Int

  @inlinable init(node: NodeID, clusterSize: Int) {
    self.node = node
    self.clusterSize = clusterSize
  }

  /// The first place.
  @inlinable public var startIndex: Int { 0 }
  /// The place after the last.
  @inlinable public var endIndex: Int { clusterSize - 1 }
  /// The peer at a place.
  @inlinable public subscript(place: Int) -> NodeID { NodeID(place < node.index ? place : place + 1) }
}

/// The choices that a handler is to make, one after another, and how many possibilities each had.
///
/// Running a handler again and again, each time with the next script, enumerates all that it can do.
@usableFromInline package struct ChoiceScript: Sendable {
  package private(set) var choices: [Int]
  package private(set) var possibilities: [Int] = []
  /// Whether the length of a timer, where it is drawn from a range, is a choice.
  @usableFromInline package let choosesTicks: Bool
  /// The effects that set a timer for a time within a range, by their places.
  @usableFromInline package var timerRanges: [(effect: Int, range: ClosedRange<Int>)] = []

  /// How many choices a handler may make in one step; who makes more is stopped.
  @usableFromInline let choicesMax: Int

  package init(_ choices: [Int] = [], choosesTicks: Bool = false, choicesMax: Int = .max) {
    self.choices = choices
    self.choosesTicks = choosesTicks
    self.choicesMax = choicesMax
  }

  @usableFromInline var isFull: Bool { possibilities.count >= choicesMax }

  /// The next choice; the first possibility where the script has ended.
  @usableFromInline mutating func next(among count: Int) -> Int {
    if possibilities.count == choices.count { choices.append(0) }
    possibilities.append(count)
    return choices[possibilities.count - 1]
  }

  /// The script after this one, in the order of an odometer; none where this was the last. Choices that the handler did
  /// not make do not count.
  package var successor: ChoiceScript? {
    for place in possibilities.indices.reversed() where choices[place] + 1 < possibilities[place] {
      return ChoiceScript(
        Array(choices[..<place]) + [choices[place] + 1], choosesTicks: choosesTicks, choicesMax: choicesMax)
    }
    return nil
  }
}
