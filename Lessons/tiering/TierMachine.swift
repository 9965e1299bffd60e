import Atoll

/// A machine that carries some of the three layers: 0 presentation, 1 logic, 2 data.
///
/// A request goes through the layers from the top down to the one that it needs. From layer to layer of one machine that
/// is a call and takes no time; to a layer of another machine it is a message. A machine has one processor and works on
/// one request at a time, through all of its layers that the request needs.
public struct TierMachine: Hashable, Codable, Sendable {
  /// The layers that it carries, the topmost first.
  let layers: ClosedRange<Int>
  /// The machine with the layers below; none under the last one.
  let next: NodeID?
  /// The time that one layer takes.
  let work: LatencyDistribution
  /// What waits for the processor, and what it works on: the request, and the layer that it is in.
  var line = WaitingLine<Arrived>()
  var current: Arrived?
  var layer = 0
  /// Who waits for an answer from below.
  var callers: [Ticket: NodeID] = [:]
  /// How many requests it has done its own part of, and how many ticks they spent waiting and working here.
  var passed = 0
  var ticks = 0

  /// A request, whoever waits for it, and when it came.
  struct Arrived: Hashable, Codable {
    let ticket: Ticket
    let caller: NodeID
    let at: Int
  }

  init(layers: ClosedRange<Int>, next: NodeID?, work: LatencyDistribution) {
    (self.layers, self.next, self.work) = (layers, next, work)
  }

  mutating func receive(
    _ message: ServiceNode.Message, from sender: NodeID, _ context: inout ServiceNode.Context
  ) {
    switch message {
    case .request(let ticket):
      line.append(Arrived(ticket: ticket, caller: sender, at: context.clock))
      if current == nil { beginNext(&context) }
    case .reply(let ticket), .refusal(let ticket):
      if let caller = callers.removeValue(forKey: ticket) { context.send(message, to: caller) }
    case .ping, .pong: break
    }
  }

  /// A layer is done: the next one of this machine, or the machine below, or the answer.
  mutating func timeout(_ timer: ServiceNode.TimerName, _ context: inout ServiceNode.Context) {
    guard case .work = timer, let request = current else { return }
    let deepest = request.ticket.kind.deepestLayer
    if layer < min(deepest, layers.upperBound) {
      layer += 1
      return context.setTimer(.work(layer), after: work)
    }
    passed += 1
    ticks += context.clock - request.at
    if deepest > layers.upperBound, let next {
      callers[request.ticket] = request.caller
      context.send(.request(request.ticket), to: next)
    } else {
      context.send(.reply(request.ticket), to: request.caller)
    }
    beginNext(&context)
  }

  private mutating func beginNext(_ context: inout ServiceNode.Context) {
    current = line.popFirst()
    guard current != nil else { return }
    layer = layers.lowerBound
    context.setTimer(.work(layer), after: work)
  }
}

extension Ticket.Kind {
  /// The lowest layer that a request needs: a page only presentation, a quote also logic, an order also data.
  var deepestLayer: Int {
    switch self {
    case .page: 0
    case .quote: 1
    case .work, .order, .slow, .read, .write: 2
    }
  }
}
