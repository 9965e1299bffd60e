import Atoll
import AtollContract
internal import Foundation

/// What the judge knows of the learner's nodes of one contract: the answer to every question it has asked so far.
///
/// No question is asked twice. So whatever the worker answers, and however it comes to its answers, what is judged is
/// *one* node: the one that these answers describe.
final class NodeMemory<Contract: NodeContract> {
  private var handled: [NodeCall: HandlerAnswer] = [:]
  private var made: [NodeCall: StateAnswer] = [:]
  private var described: [NodeCall: [Field]] = [:]
  private var messages: [[UInt8]: Contract.Message] = [:]
  private var written: [Contract.Message: [UInt8]] = [:]
  private var observations: [[UInt8]: Contract.Observation] = [:]
  private let encoder = JSONEncoder()
  private let decoder = JSONDecoder()

  typealias Field = (name: String, text: String)

  init() { encoder.outputFormatting = [.sortedKeys] }

  /// What a handler does.
  func handle(_ call: NodeCall) throws -> HandlerAnswer {
    if let known = handled[call] { return known }
    let answer = try ask(call) { (payload) throws(FrameError) in try HandlerAnswer(payload: payload) }
    handled[call] = answer
    return answer
  }

  /// The state that a call makes.
  func state(_ call: NodeCall) throws -> StateAnswer {
    if let known = made[call] { return known }
    let answer = try ask(call) { (payload) throws(FrameError) in
      var reader = FrameReader(payload)
      return try StateAnswer(&reader)
    }
    made[call] = answer
    return answer
  }

  /// A state's fields, in the words of the worker, with nodes by their names in this run.
  func fields(_ state: Int) throws -> [Field] {
    let call = NodeCall.describe(state: state, names: RemoteNodes.names)
    if let known = described[call] { return known }
    let fields = try ask(call) { (payload) throws(FrameError) -> [Field] in
      var reader = FrameReader(payload)
      var fields: [Field] = []
      for _ in 0..<min(try reader.readUInt32(), UInt32(NodeLimits.fields)) {
        let (name, text) = (try reader.readText(), try reader.readText())
        fields.append((name.cut(NodeLimits.fieldBytes), text.cut(NodeLimits.fieldBytes)))
      }
      return fields
    }
    described[call] = fields
    return fields
  }

  private func ask<Answer>(_ call: NodeCall, _ read: ([UInt8]) throws(FrameError) -> Answer) throws -> Answer
  {
    let payload = try RemoteSession.node(call.payload)
    do {
      return try read(payload)
    } catch {
      throw RemoteError.badReply
    }
  }

  // MARK: - Values of the contract

  func bytes(_ value: some Encodable) throws -> [UInt8] { Array(try encoder.encode(value)) }

  func bytes(message: Contract.Message) throws -> [UInt8] {
    if let known = written[message] { return known }
    let bytes = try bytes(message)
    written[message] = bytes
    return bytes
  }

  func message(_ bytes: [UInt8]) throws -> Contract.Message {
    if let known = messages[bytes] { return known }
    guard bytes.count <= NodeLimits.messageBytes else { throw RemoteError.badReply }
    let message: Contract.Message = try value(bytes)
    messages[bytes] = message
    return message
  }

  func observation(_ bytes: [UInt8]) throws -> Contract.Observation {
    if let known = observations[bytes] { return known }
    guard bytes.count <= NodeLimits.observationBytes else { throw RemoteError.badReply }
    let observation: Contract.Observation = try value(bytes)
    observations[bytes] = observation
    return observation
  }

  func value<Value: Decodable>(_ bytes: [UInt8]) throws -> Value {
    do {
      return try decoder.decode(Value.self, from: Data(bytes))
    } catch {
      throw RemoteError.badReply
    }
  }
}

/// What the judge knows of the learner's nodes, and why it cannot go on.
///
/// Global for the same reason as `RemoteSession`: a node's handler has no place to hand a worker in. A suite runs on one
/// thread.
enum RemoteNodes {
  nonisolated(unsafe) private static var memories: [ObjectIdentifier: AnyObject] = [:]
  nonisolated(unsafe) private static var worker = 0
  /// Why nodes do nothing any more: the first thing that went wrong since the run began.
  nonisolated(unsafe) private(set) static var failure: (any Error)?
  /// Which messages are sent at all; none where all are.
  nonisolated(unsafe) static var keepsMessage: ((Any) -> Bool)?
  /// The nodes' names in the present run; none where they have only letters.
  nonisolated(unsafe) private(set) static var names: [String] = []

  /// The judge's memory of a contract's nodes in the present worker.
  static func memory<Contract: NodeContract>(of type: Contract.Type) -> NodeMemory<Contract> {
    if worker != RemoteSession.worker { (memories, worker) = ([:], RemoteSession.worker) }
    if let known = memories[ObjectIdentifier(type)] as? NodeMemory<Contract> { return known }
    let memory = NodeMemory<Contract>()
    memories[ObjectIdentifier(type)] = memory
    return memory
  }

  static func fail(_ error: any Error) { failure = failure ?? error }

  /// How many more things nodes may ask for in this run.
  nonisolated(unsafe) private static var effectsLeft = Int.max

  /// A run begins, of nodes with these names, in which they may ask for so many things in all.
  static func beginRun(names: [String] = [], effectsMax: Int = .max) {
    (failure, effectsLeft, self.names) = (nil, effectsMax, names)
  }

  /// A node asks for some things more.
  static func count(effects: Int) throws {
    effectsLeft -= effects
    if effectsLeft < 0 { throw RunFailure(RunFailure.tooManyEffects) }
  }
}
