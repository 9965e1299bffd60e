/// One message on the pipes between the judge and the worker: what it is for, which exchange it belongs to,
/// and its content.
///
/// On the wire: the number of bytes that follow (4 bytes, little-endian), the sequence number (4 bytes), the
/// kind (1 byte), the payload. A reply repeats the sequence number of its request.
///
/// A frame from the worker is written by a process that runs a learner's code, so nothing in it may be trusted:
/// its size is bounded before it is read and every field is read with a check.
public struct Frame: Equatable, Sendable {
  /// What a frame asks or answers. New kinds may be added; an unknown one is refused, never guessed.
  public enum Kind: UInt8, Sendable {
    /// Is the worker locked down, with nothing of the learner's in it?
    case hello = 1
    /// Call a method of the contract.
    case call = 2
    /// A test begins: forget the values of the one before.
    case forget = 3
    /// Load the submission now.
    case load = 4
    /// Make a node, or call one of its handlers.
    case node = 5
    /// The answer to `hello` or `load`.
    case loaded = 17
    /// The answer to `call`, `node` or `forget`: it returned.
    case returned = 18
    /// The answer to `call` or `node`: the learner's method threw an error, or its node breaks a rule.
    case threw = 19
    /// The request made no sense to the worker.
    case refused = 20
    /// The answer to `call` or `node`: it returned more than a frame may hold.
    case tooLong = 21
  }

  /// The most bytes that a frame may have after its length field.
  public static let bytesMax = 1 << 20

  /// The bytes before the payload, the length field not counted.
  static let headerBytes = 5

  /// What this frame is for.
  public let kind: Kind
  /// Which exchange it belongs to.
  public let sequence: UInt32
  /// Its content; the meaning depends on the kind.
  public let payload: [UInt8]

  /// Makes a frame.
  public init(kind: Kind, sequence: UInt32, payload: [UInt8] = []) {
    self.kind = kind
    self.sequence = sequence
    self.payload = payload
  }

  /// The frame as it goes through the pipe.
  public var bytes: [UInt8] {
    var writer = FrameWriter()
    writer.write(UInt32(Frame.headerBytes + payload.count))
    writer.write(sequence)
    writer.write(byte: kind.rawValue)
    return writer.bytes + payload
  }

  /// Reads a frame from the front of a buffer.
  ///
  /// - Returns: the frame and the bytes it took, or nil while the buffer does not hold all of it yet.
  /// - Throws: ``FrameError`` when no further byte can make a frame of it.
  public static func read(from buffer: [UInt8]) throws(FrameError) -> (frame: Frame, bytes: Int)? {
    guard buffer.count >= 4 else { return nil }
    var reader = FrameReader(buffer)
    let length = Int(try reader.readUInt32())
    guard length >= headerBytes, length <= bytesMax else { throw .badLength(length) }
    guard buffer.count >= 4 + length else { return nil }
    let sequence = try reader.readUInt32()
    let rawKind = try reader.readByte()
    guard let kind = Kind(rawValue: rawKind) else { throw .unknownKind(rawKind) }
    let payload = Array(buffer[(4 + headerBytes)..<(4 + length)])
    return (Frame(kind: kind, sequence: sequence, payload: payload), 4 + length)
  }
}

/// Why some bytes are not a frame, or a frame's payload not what its kind says.
public enum FrameError: Error, Equatable, Sendable {
  /// The length field is too small or too large.
  case badLength(Int)
  /// No frame is of this kind.
  case unknownKind(UInt8)
  /// The payload ends in the middle of a field.
  case truncated
  /// A text is not UTF-8.
  case notText
  /// An argument is not a value of the type that the method takes.
  case notAValue
  /// No value has this number.
  case noSuchValue(Int)
}
