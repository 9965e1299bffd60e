import AtollContract

/// What the judge asks of the worker's nodes. States, timers and messages are the worker's: numbers and bytes here.
enum NodeCall: Hashable {
  /// The node that this set-up makes, before its start.
  case make(setup: [UInt8])
  /// What a handler does, with the choices given; where it makes more, the first possibility is taken.
  case handle(state: Int, node: Int, of: Int, event: Event, choices: [Int])
  /// What is left of a state after a crash, put into a fresh one.
  case restore(crashed: Int, into: Int)
  /// The state's fields, in words, with nodes by these names.
  case describe(state: Int, names: [String])

  /// One event at a node.
  enum Event: Hashable {
    case start
    case request([UInt8], id: Int)
    case message([UInt8], from: Int)
    case timeout(Int)
    case recover
  }

  var payload: [UInt8] {
    var writer = FrameWriter()
    switch self {
    case .make(let setup):
      writer.write(byte: 0)
      writer.write(setup)
    case .handle(let state, let node, let count, let event, let choices):
      writer.write(byte: 1)
      for number in [state, node, count] { writer.write(number) }
      NodeCall.write(event, &writer)
      writer.write(choices)
    case .restore(let crashed, let fresh):
      writer.write(byte: 2)
      writer.write(crashed)
      writer.write(fresh)
    case .describe(let state, let names):
      writer.write(byte: 3)
      writer.write(state)
      writer.write(UInt32(names.count))
      for name in names { writer.write(name) }
    }
    return writer.bytes
  }

  init(payload: [UInt8]) throws(FrameError) {
    var reader = FrameReader(payload)
    switch try reader.readByte() {
    case 0: self = .make(setup: try reader.readBlock())
    case 1:
      self = .handle(
        state: try reader.readInt(), node: try reader.readInt(), of: try reader.readInt(),
        event: try NodeCall.readEvent(&reader), choices: try reader.readInts())
    case 2: self = .restore(crashed: try reader.readInt(), into: try reader.readInt())
    case 3:
      let state = try reader.readInt()
      var names: [String] = []
      for _ in 0..<(try reader.readUInt32()) { names.append(try reader.readText()) }
      self = .describe(state: state, names: names)
    default: throw .notAValue
    }
  }

  private static func write(_ event: Event, _ writer: inout FrameWriter) {
    switch event {
    case .start: writer.write(byte: 0)
    case .request(let request, let id):
      writer.write(byte: 1)
      writer.write(request)
      writer.write(id)
    case .message(let message, let sender):
      writer.write(byte: 2)
      writer.write(message)
      writer.write(sender)
    case .timeout(let timer):
      writer.write(byte: 3)
      writer.write(timer)
    case .recover: writer.write(byte: 4)
    }
  }

  private static func readEvent(_ reader: inout FrameReader) throws(FrameError) -> Event {
    switch try reader.readByte() {
    case 0: .start
    case 1: .request(try reader.readBlock(), id: try reader.readInt())
    case 2: .message(try reader.readBlock(), from: try reader.readInt())
    case 3: .timeout(try reader.readInt())
    case 4: .recover
    default: throw .notAValue
    }
  }
}

extension FrameWriter {
  mutating func write(_ numbers: [Int]) {
    write(UInt32(numbers.count))
    for number in numbers { write(number) }
  }
}

extension FrameReader {
  /// Numbers with their count before them. A count that is larger than what is there ends at the first that is missing.
  mutating func readInts() throws(FrameError) -> [Int] {
    var numbers: [Int] = []
    for _ in 0..<(try readUInt32()) { numbers.append(try readInt()) }
    return numbers
  }
}
