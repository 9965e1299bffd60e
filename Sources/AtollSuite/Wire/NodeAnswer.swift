import AtollContract

/// A state of a learner's node, by number: the same number exactly if the states are equal.
struct StateAnswer: Hashable {
  var state: Int
  /// What can be seen of it, in JSON.
  var observation: [UInt8]

  init(state: Int, observation: [UInt8]) {
    self.state = state
    self.observation = observation
  }

  init(_ reader: inout FrameReader) throws(FrameError) {
    state = try reader.readInt()
    observation = try reader.readBlock()
  }

  func write(_ writer: inout FrameWriter) {
    writer.write(state)
    writer.write(observation)
  }
}

/// What a handler of a learner's node did.
struct HandlerAnswer: Hashable {
  /// One thing that it asked for.
  enum Effect: Hashable {
    case send([UInt8], to: Int)
    case reply([UInt8], to: Int)
    /// A timer has a number and a name; the time is drawn from a range.
    case setTimer(Int, name: String, after: ClosedRange<Int>)
    case cancelTimer(Int, name: String)
    case note(String)
  }

  var after: StateAnswer
  /// How many possibilities each of its choices had.
  var possibilities: [Int]
  var effects: [Effect]

  var payload: [UInt8] {
    var writer = FrameWriter()
    after.write(&writer)
    writer.write(possibilities)
    writer.write(UInt32(effects.count))
    for effect in effects { HandlerAnswer.write(effect, &writer) }
    return writer.bytes
  }

  init(after: StateAnswer, possibilities: [Int], effects: [Effect]) {
    self.after = after
    self.possibilities = possibilities
    self.effects = effects
  }

  init(payload: [UInt8]) throws(FrameError) {
    var reader = FrameReader(payload)
    after = try StateAnswer(&reader)
    possibilities = try reader.readInts()
    effects = []
    for _ in 0..<(try reader.readUInt32()) { effects.append(try HandlerAnswer.readEffect(&reader)) }
  }

  private static func write(_ effect: Effect, _ writer: inout FrameWriter) {
    switch effect {
    case .send(let message, let to):
      writer.write(byte: 0)
      writer.write(message)
      writer.write(to)
    case .reply(let reply, let request):
      writer.write(byte: 1)
      writer.write(reply)
      writer.write(request)
    case .setTimer(let timer, let name, let ticks):
      writer.write(byte: 2)
      writer.write(timer)
      writer.write(name)
      writer.write(ticks.lowerBound)
      writer.write(ticks.upperBound)
    case .cancelTimer(let timer, let name):
      writer.write(byte: 3)
      writer.write(timer)
      writer.write(name)
    case .note(let text):
      writer.write(byte: 4)
      writer.write(text)
    }
  }

  private static func readEffect(_ reader: inout FrameReader) throws(FrameError) -> Effect {
    switch try reader.readByte() {
    case 0: return .send(try reader.readBlock(), to: try reader.readInt())
    case 1: return .reply(try reader.readBlock(), to: try reader.readInt())
    case 2:
      let (timer, name) = (try reader.readInt(), try reader.readText())
      let (low, high) = (try reader.readInt(), try reader.readInt())
      guard 0 <= low, low <= high else { throw .notAValue }
      return .setTimer(timer, name: name, after: low...high)
    case 3: return .cancelTimer(try reader.readInt(), name: try reader.readText())
    case 4: return .note(try reader.readText())
    default: throw .notAValue
    }
  }
}

/// What a handler may ask for at once. The worker says so in words; the judge, which trusts nothing, holds it again.
enum NodeLimits {
  static let effects = 100
  static let messageBytes = 4096
  static let noteBytes = 400
  static let timerNameBytes = 100
  static let ticks = 1_000_000
  static let choices = 16
  static let possibilities = 64
  static let observationBytes = 4096
  static let fields = 30
  static let fieldBytes = 400
}
