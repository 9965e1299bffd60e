import AtollDistributed
import Foundation

/// How a message travels in a stream of bytes: its length in four bytes, the highest first, then the message as JSON.
enum WireFrame {
  /// What arrived is no message.
  struct Malformed: Error {}

  /// No message of ours comes near to it; a longer one is somebody's mistake, or worse.
  static let bytesMax = 64 * 1024

  /// A message as bytes.
  static func bytes(of message: ActorMessage) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let body = try encoder.encode(message)
    guard body.count <= bytesMax else { throw Malformed() }
    return withUnsafeBytes(of: UInt32(body.count).bigEndian, Array.init) + body
  }

  /// Takes messages out of a stream whose bytes come in pieces of any length.
  struct Reader {
    private var bytes: [UInt8] = []

    /// Takes more bytes.
    mutating func append(_ more: [UInt8]) { bytes += more }

    /// The next whole message; none while it is not there yet.
    ///
    /// - Throws: `Malformed`: nothing that follows in the stream can be read.
    mutating func next() throws(Malformed) -> ActorMessage? {
      guard bytes.count >= 4 else { return nil }
      let length = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= WireFrame.bytesMax else { throw Malformed() }
      guard bytes.count >= 4 + length else { return nil }
      let body = Data(bytes[4..<(4 + length)])
      bytes.removeFirst(4 + length)
      guard let message = try? JSONDecoder().decode(ActorMessage.self, from: body) else { throw Malformed() }
      return message
    }
  }
}
