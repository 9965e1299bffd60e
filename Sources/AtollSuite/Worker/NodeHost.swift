import Atoll
import AtollContract
internal import Foundation

/// The learner's nodes in the worker: every state that came up, with its number, and the calls of their handlers.
///
/// States stay until the worker ends: what the judge has learnt of one in a test holds in the next.
final class NodeHost<N: ContractNode> {
  private var states: [N] = []
  private var numbers: [N: Int] = [:]
  /// Equal to the states but made anew, for seeing whether a handler does the same with them.
  private var copies: [Int: N] = [:]
  private var timers: [N.TimerName] = []
  private var timerNumbers: [N.TimerName: Int] = [:]
  private var messages: [[UInt8]: N.Message] = [:]
  private var written: [N.Message: [UInt8]] = [:]
  private let encoder = JSONEncoder()
  private let decoder = JSONDecoder()

  init() {
    // Equal values are equal bytes.
    encoder.outputFormatting = [.sortedKeys]
  }

  /// Answers one request of the judge.
  func answer(_ request: [UInt8]) throws -> [UInt8] {
    switch try NodeCall(payload: request) {
    case .make(let setup):
      return try payload(number(N(setup: try decoder.decode(N.Contract.Setup.self, from: Data(setup)))))
    case .handle(let state, let node, let count, let event, let choices):
      let call = HandlerCall(node: node, count: count, event: try self.event(event), choices: choices)
      return try handle(try self.state(state), number: state, call).payload
    case .restore(let crashed, let fresh):
      var node = try state(fresh)
      N.stable.restore(try state(crashed), &node)
      return try payload(number(node))
    case .describe(let state, let names):
      let fields = ValueText(names: names).fields(try self.state(state))
      var writer = FrameWriter()
      writer.write(UInt32(min(fields.count, NodeLimits.fields)))
      for field in fields.prefix(NodeLimits.fields) {
        writer.write(field.name.cut(NodeLimits.fieldBytes))
        writer.write(field.text.cut(NodeLimits.fieldBytes))
      }
      return writer.bytes
    }
  }

  // MARK: - Handlers

  private struct HandlerCall {
    let node: Int
    let count: Int
    let event: NodeEvent<N>
    let choices: [Int]
  }

  /// Calls a handler twice: with the state, and with a copy of it.
  private func handle(_ state: N, number: Int, _ call: HandlerCall) throws -> HandlerAnswer {
    let first = try run(state, call)
    let second = try run(copy(number), call)
    guard first == second else { throw NodeFault.impure(impurity(state, call, [first, second])) }
    return first
  }

  private func run(_ state: N, _ call: HandlerCall) throws -> HandlerAnswer {
    var node = state
    var context = NodeContext<N>(
      id: NodeID(call.node), clusterSize: call.count,
      script: ChoiceScript(call.choices, choicesMax: NodeLimits.choices))
    // It is stopped at once, not when it returns: it may never do that.
    context.effectsMax = NodeLimits.effects
    node.apply(call.event, &context)
    let ranges = Dictionary(
      (context.script?.timerRanges ?? []).map { ($0.effect, $0.range) }, uniquingKeysWith: { $1 })
    var effects: [HandlerAnswer.Effect] = []
    for (place, effect) in context.effects.enumerated() {
      effects.append(try wired(effect, range: ranges[place]))
    }
    return HandlerAnswer(
      after: try answer(number(node)), possibilities: context.script?.possibilities ?? [], effects: effects)
  }

  private func wired(_ effect: NodeContext<N>.Effect, range: ClosedRange<Int>?) throws -> HandlerAnswer.Effect
  {
    switch effect {
    case .send(let message, let to): return .send(try bytes(message), to: to.index)
    case .reply(let reply, let request):
      return .reply(try Array(encoder.encode(reply)), to: request.number)
    case .setTimer(let name, let ticks):
      let range = range ?? ticks...ticks
      guard range.upperBound <= NodeLimits.ticks else { throw NodeFault.longTimer(range.upperBound) }
      return .setTimer(number(timer: name), name: text(name), after: range)
    case .cancelTimer(let name): return .cancelTimer(number(timer: name), name: text(name))
    case .note(let text): return .note(text.cut(NodeLimits.noteBytes))
    }
  }

  // MARK: - Handlers that do not always do the same

  /// The state made anew by writing and reading it, where it holds something that has no order of its own: the copy's
  /// elements are probably in another order.
  private func copy(_ number: Int) -> N {
    if let known = copies[number] { return known }
    let state = states[number]
    var copy = state
    if Unordered.isIn(state), let written = try? encoder.encode(state),
      let read = try? decoder.decode(N.self, from: written), read == state
    {
      copy = read
    }
    copies[number] = copy
    return copy
  }

  private func impurity(_ state: N, _ call: HandlerCall, _ answers: [HandlerAnswer]) -> Impurity {
    let text = ValueText(names: [])
    let event: String =
      switch call.event {
      case .start: "start"
      case .request(let request, _): "request \(text.text(request))"
      case .message(let message, let sender): "message \(text.text(message)) from \(sender)"
      case .timeout(let timer): "timer \(text.text(timer))"
      case .recover: "recovery"
      }
    return Impurity(
      node: "\(NodeID(call.node))", event: event.cut(NodeLimits.fieldBytes),
      state: text.text(state).cut(NodeLimits.fieldBytes),
      did: answers.map { words($0).cut(NodeLimits.fieldBytes) })
  }

  private func words(_ answer: HandlerAnswer) -> String {
    let text = ValueText(names: [])
    let effects = answer.effects.map { effect in
      switch effect {
      case .send(let bytes, let to):
        "send \(messages[bytes].map { text.text($0) } ?? "a message") to \(NodeID(to))"
      case .reply(let bytes, _): "reply \(String(decoding: bytes, as: UTF8.self))"
      case .setTimer(_, let name, let ticks): "set timer \(name) to \(ticks)"
      case .cancelTimer(_, let name): "cancel timer \(name)"
      case .note(let note): "note \(note)"
      }
    }
    return (["state \(text.text(states[answer.after.state]))"] + effects).joined(separator: ", ")
  }

  // MARK: - Numbers

  private func state(_ number: Int) throws -> N {
    guard states.indices.contains(number) else { throw FrameError.noSuchValue(number) }
    return states[number]
  }

  private func number(_ state: N) -> Int {
    if let known = numbers[state] { return known }
    numbers[state] = states.count
    states.append(state)
    return states.count - 1
  }

  private func number(timer: N.TimerName) -> Int {
    if let known = timerNumbers[timer] { return known }
    timerNumbers[timer] = timers.count
    timers.append(timer)
    return timers.count - 1
  }

  private func answer(_ number: Int) throws -> StateAnswer {
    StateAnswer(state: number, observation: Array(try encoder.encode(states[number].observation)))
  }

  private func payload(_ number: Int) throws -> [UInt8] {
    var writer = FrameWriter()
    try answer(number).write(&writer)
    return writer.bytes
  }

  private func text(_ timer: N.TimerName) -> String {
    ValueText(names: []).text(timer).cut(NodeLimits.timerNameBytes)
  }

  private func event(_ event: NodeCall.Event) throws -> NodeEvent<N> {
    switch event {
    case .start: return .start
    case .request(let bytes, let id):
      return .request(try decoder.decode(N.Request.self, from: Data(bytes)), RequestID(id))
    case .message(let bytes, let sender): return .message(try message(bytes), from: NodeID(sender))
    case .timeout(let number):
      guard timers.indices.contains(number) else { throw FrameError.noSuchValue(number) }
      return .timeout(timers[number])
    case .recover: return .recover
    }
  }

  private func message(_ bytes: [UInt8]) throws -> N.Message {
    if let known = messages[bytes] { return known }
    let message = try decoder.decode(N.Message.self, from: Data(bytes))
    messages[bytes] = message
    return message
  }

  private func bytes(_ message: N.Message) throws -> [UInt8] {
    if let known = written[message] { return known }
    let bytes = Array(try encoder.encode(message))
    guard bytes.count <= NodeLimits.messageBytes else { throw NodeFault.longMessage(bytes.count) }
    written[message] = bytes
    messages[bytes] = message
    return bytes
  }
}

extension String {
  /// The beginning of the text, in at most so many bytes.
  func cut(_ bytesMax: Int) -> String {
    guard utf8.count > bytesMax else { return self }
    return String(decoding: utf8.prefix(bytesMax - 3), as: UTF8.self) + "…"
  }
}

/// Whether a value holds a `Set` or a `Dictionary` with more than one element.
enum Unordered {
  static func isIn(_ value: Any, deep: Int = 0) -> Bool {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .set || mirror.displayStyle == .dictionary, mirror.children.count > 1 {
      return true
    }
    return deep < 8 && mirror.children.contains { isIn($0.value, deep: deep + 1) }
  }
}
