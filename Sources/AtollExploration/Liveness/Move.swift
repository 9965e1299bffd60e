/// Something that must not stay possible, and undone, for ever in a fair run: an obligation.
enum Obligation: Hashable {
  /// A message in transit arrives (or is lost, where the network may lose it).
  case delivery(to: Int32, from: Int32, message: Int32)
  /// A timer runs out, or is stopped or set anew.
  case timer(node: Int32, name: Int32)
  /// A client makes its next request.
  case request(node: Int32)
}

/// An event with the local state in which it happens: what it does to obligations depends on nothing else.
struct Move: Hashable {
  let node: Int32
  let local: Int32
  let label: EventLabel

  func hash(into hasher: inout Hasher) {
    hasher.combine(node)
    hasher.combine(local)
    hasher.combine(label)
  }
}

/// What moves do to obligations, worked out once for each.
final class MoveBook {
  /// What a move does.
  struct Effect {
    /// The obligations that it meets.
    var meets: [Int32] = []
    /// The messages that it sends, as the obligations to deliver them.
    var sends: [Int32] = []
    /// The message that it delivers.
    var delivers: Int32 = -1
  }

  private let space: any NodeSpace
  private let maker: CellMaker
  private(set) var obligations = Interned<Obligation>()
  private(set) var moves = Interned<Move>()
  private(set) var effects: [Effect] = []
  private var steps: [Key: [LocalStep]] = [:]

  private struct Key: Hashable {
    let node: Int
    let local: Int32
    let event: LocalEvent
  }

  init(_ space: any NodeSpace, _ maker: CellMaker) { (self.space, self.maker) = (space, maker) }

  func id(_ obligation: Obligation) -> Int32 { obligations.id(obligation) }

  func id(_ move: Move) -> Int32 {
    let id = moves.id(move)
    if Int(id) == effects.count { effects.append(effect(move)) }
    return id
  }

  /// The obligation to deliver an envelope.
  func delivery(_ envelope: Int32, to node: Int) -> Int32 {
    let sent = maker.envelopes[envelope]
    return id(.delivery(to: Int32(node), from: sent.from, message: sent.message))
  }

  /// How many outcomes an event has.
  func outcomeCount(_ node: Int, _ local: Int32, _ event: LocalEvent) -> Int {
    outcomes(node, local, event).count
  }

  private func outcomes(_ node: Int, _ local: Int32, _ event: LocalEvent) -> [LocalStep] {
    let key = Key(node: node, local: local, event: event)
    if let known = steps[key] { return known }
    let outcomes = space.steps(node, local, event)
    steps[key] = outcomes
    return outcomes
  }

  private func effect(_ move: Move) -> Effect {
    let node = Int(move.node)
    let subject = move.label.subject
    var effect = Effect()
    var event: LocalEvent?
    var local = move.local
    switch move.label.kind {
    case .delivery:
      let sent = maker.envelopes[subject]
      event = .message(sent.message, from: sent.from)
      effect.delivers = delivery(subject, to: node)
      effect.meets = [effect.delivers]
    case .drop, .lostAtDownNode: effect.meets = [delivery(subject, to: node)]
    case .timeout:
      event = .timeout(subject)
      effect.meets = [id(.timer(node: move.node, name: subject))]
    case .request:
      event = .request(subject)
      effect.meets = [id(.request(node: move.node))]
    case .recovery:
      event = .recover
      local = space.afterCrash(node, local)
    case .crash: break
    case .lostInPartition, .partition, .heal, .forgery:
      preconditionFailure("liveness is not asked where there are such faults")
    }
    guard let event else { return effect }
    let step = outcomes(node, local, event)[Int(move.label.outcome)]
    effect.sends = step.sends.map { id(.delivery(to: $0.to, from: move.node, message: $0.message)) }
    effect.meets += step.timers.map { timer in
      switch timer {
      case .set(let name, _), .cancel(let name): id(.timer(node: move.node, name: name))
      }
    }
    return effect
  }
}
