import Testing

@testable import AtollContract

struct FrameTests {
  @Test func `a frame comes back as it was written`() throws {
    let frame = Frame(kind: .call, sequence: 70_000, payload: [1, 2, 3, 255])
    let read = try #require(try Frame.read(from: frame.bytes + [9]))
    #expect(read.frame == frame)
    #expect(read.bytes == frame.bytes.count)
  }

  @Test func `a part of a frame is waited for`() throws {
    let bytes = Frame(kind: .returned, sequence: 1, payload: [1, 2, 3]).bytes
    for count in 0..<bytes.count { #expect(try Frame.read(from: Array(bytes.prefix(count))) == nil) }
  }

  @Test func `a length that no frame has is refused before anything is read`() {
    #expect(throws: FrameError.badLength(4)) { try Frame.read(from: [4, 0, 0, 0]) }
    #expect(throws: FrameError.badLength(0xffff_ffff)) { try Frame.read(from: [255, 255, 255, 255]) }
    #expect(throws: FrameError.unknownKind(200)) { try Frame.read(from: [5, 0, 0, 0, 0, 0, 0, 0, 200]) }
  }

  @Test func `random bytes are refused or waited for, and never crash`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let small = [UInt8.random(in: 5...40, using: &random), 0, 0, 0] + bytes
      for candidate in [bytes, small] {
        guard let (frame, _) = try? Frame.read(from: candidate) else { continue }
        _ = try? Returned(payload: frame.payload)
        _ = try? Call(payload: frame.payload)
      }
      _ = try? Returned(payload: bytes)
      _ = try? Call(payload: bytes)
    }
  }

  @Test func `numbers and texts come back as they were written`() throws {
    var writer = FrameWriter()
    writer.write(-5)
    writer.write("naïve 🐙")
    writer.write(UInt32.max)
    var reader = FrameReader(writer.bytes)
    #expect(try reader.readInt() == -5)
    #expect(try reader.readText() == "naïve 🐙")
    #expect(try reader.readUInt32() == UInt32.max)
    #expect(throws: FrameError.truncated) { try reader.readByte() }
  }
}
