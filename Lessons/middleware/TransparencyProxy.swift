import Atoll

/// Stands for an object on another computer, and hides as much of that as it is able to.
public struct TransparencyProxy: Node {
  /// What it sends and receives.
  public typealias Message = TransparencyMessage
  /// What the program asks.
  public typealias Request = TransparencyRequest
  /// What it answers.
  public typealias Reply = TransparencyReply
  /// A server has not answered.
  public struct TimerName: Hashable, Codable, Sendable, CustomStringConvertible {
    let id: RequestID
    /// `no answer to #1`
    public var description: String { "no answer to \(id)" }
  }

  /// A request that is being carried out.
  struct Open: Hashable, Codable {
    let id: RequestID
    let request: TransparencyRequest
    var call: TransparencyCall
    /// How often it has turned to another server.
    var timeouts = 0
  }

  let servers: [NodeID]
  /// Where it reads; none: at the home.
  let near: NodeID?
  /// How long it waits for a server; none: for ever.
  let timeout: Int?
  /// How often it turns to another server with a call; none: again and again.
  let timeoutsMax: Int?
  /// Where the object is, as far as it knows.
  var home: NodeID
  var open: [Open] = []
  /// For which requests it had to turn to another server. It takes no part in the protocol: findings look at it.
  var failovers: [RequestID] = []

  /// Makes calls of a request. To add is to read and then to write: two calls.
  public mutating func handle(_ request: TransparencyRequest, id: RequestID, _ context: inout Context) {
    switch request {
    case .get, .add: begin(Open(id: id, request: request, call: .read), &context)
    case .put(let value): begin(Open(id: id, request: request, call: .write(value)), &context)
    case .fill: begin(Open(id: id, request: request, call: .fill([])), &context)
    case .move: context.reply(.notHere, to: id)
    }
  }

  /// A server has answered.
  public mutating func receive(_ message: TransparencyMessage, from sender: NodeID, _ context: inout Context)
  {
    guard case .answer(let id, let value) = message, let place = open.firstIndex(where: { $0.id == id })
    else { return }
    var request = open.remove(at: place)
    context.cancelTimer(TimerName(id: id))
    switch (request.request, request.call) {
    case (.add(let more), .read):
      request.call = .write(value + more)
      begin(request, &context)
    case (.add, .write(let new)): context.reply(.value(new), to: id)
    case (.get, _): context.reply(.value(value), to: id)
    // The procedure had a copy of the program's list. What it did to the copy, the program does not see.
    case (.fill, _): context.reply(.list([]), to: id)
    default: context.reply(.done, to: id)
    }
  }

  /// No answer: from now on the other server is taken for the home.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    guard let place = open.firstIndex(where: { $0.id == timer.id }) else { return }
    open[place].timeouts += 1
    failovers.append(timer.id)
    home = servers.first { $0 != home } ?? home
    send(open[place], to: home, insists: true, &context)
  }

  private mutating func begin(_ request: Open, _ context: inout Context) {
    open.append(request)
    let place = request.request == .get ? near ?? home : home
    send(request, to: place, insists: false, &context)
  }

  private func send(_ request: Open, to server: NodeID, insists: Bool, _ context: inout Context) {
    context.send(.call(request.id, request.call, from: context.id, insists: insists), to: server)
    guard let timeout, timeoutsMax.map({ request.timeouts < $0 }) ?? true else { return }
    context.setTimer(TimerName(id: request.id), after: timeout)
  }
}
