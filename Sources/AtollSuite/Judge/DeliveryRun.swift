import Atoll

/// A run in which the suite, or a scheduler that a learner writes, says which message arrives next. It has no clock and no
/// faults; its nodes have no timers and no clients.
public struct DeliveryRun<N: Node> where N.TimerName == Never, N.Request == Never {
  /// A message in transit.
  public struct Pending: Sendable {
    /// Its number: the messages are counted from 1 in the order in which they are sent.
    public let id: Int
    /// Who sent it.
    public let from: NodeID
    /// To whom.
    public let to: NodeID
    /// What it says.
    public let message: N.Message
    /// After how many deliveries it was sent.
    public let sentAfter: Int
    let event: Int
  }

  /// The nodes' names.
  public let names: [String]
  /// The nodes as they are now.
  public private(set) var nodes: [N]
  /// What is in transit, in the order in which it was sent.
  public private(set) var pending: [Pending] = []
  /// How many messages were delivered.
  public private(set) var deliveries = 0
  private var sent = 0
  private var events: [TraceEvent] = []
  private(set) var moments: [RunMoment] = []

  /// A run in which every node has started.
  public init(_ cluster: Cluster<N>) {
    (names, nodes) = (cluster.names, cluster.nodes)
    for place in nodes.indices { call(place, cause: nil) { $0.start(&$1) } }
    moments = [moment(stepped: nil)]
  }

  /// What happened; times are deliveries.
  public var trace: Trace { Trace(names: names, events: events, now: deliveries) }

  /// Lets a message arrive; false where none in transit has this number.
  public mutating func deliver(_ id: Int) -> Bool {
    guard let place = pending.firstIndex(where: { $0.id == id }) else { return false }
    let packet = pending.remove(at: place)
    deliveries += 1
    let event = record(
      .delivery, packet.to.index, peer: packet.from, cause: packet.event, words(packet.message))
    call(packet.to.index, cause: event) { $0.receive(packet.message, from: packet.from, &$1) }
    moments.append(moment(stepped: packet.to.index))
    return true
  }

  private mutating func call(_ place: Int, cause: Int?, _ handler: (inout N, inout NodeContext<N>) -> Void) {
    var context = NodeContext<N>(id: NodeID(place), clusterSize: nodes.count, script: ChoiceScript())
    handler(&nodes[place], &context)
    for effect in context.effects {
      switch effect {
      case .send(let message, let to):
        let event = record(.send, place, peer: to, cause: cause, words(message))
        sent += 1
        pending.append(
          Pending(
            id: sent, from: NodeID(place), to: to, message: message, sentAfter: deliveries, event: event))
      case .note(let text): _ = record(.note, place, peer: nil, cause: cause, text)
      case .reply, .setTimer, .cancelTimer: break
      }
    }
  }

  private mutating func record(
    _ kind: TraceEvent.Kind, _ node: Int, peer: NodeID?, cause: Int?, _ label: String
  )
    -> Int
  {
    events.append(
      TraceEvent(
        number: events.count + 1, time: deliveries, kind: kind, node: NodeID(node), peer: peer, cause: cause,
        label: label))
    return events.count
  }

  private func words(_ message: N.Message) -> String { ValueText(names: names).text(message) }

  private func moment(stepped: Int?) -> RunMoment {
    let text = ValueText(names: names)
    return RunMoment(
      eventCount: events.count, stepped: stepped,
      nodes: nodes.enumerated().map { place, node in
        RunText.state(names[place], isUp: true, text.fields(node).map { ($0.name, $0.text) })
      })
  }
}

/// What there is to see after a step.
struct RunMoment {
  /// How many events of the trace have happened.
  let eventCount: Int
  /// Where the step was; none at the beginning.
  let stepped: Int?
  /// The states, a line for each node.
  let nodes: [String]
}
