import AtollGrading
import AtollPeers
import Foundation

/// A process that `atoll peers` has started: this program in another part.
///
/// It ends when this process does, however that comes about: its standard input ends, and the system ends it too.
final class PeerProcess {
  /// Something is wrong with the process.
  struct Failure: Error {
    let what: String
  }

  /// The port at which it listens.
  let port: UInt16
  private let child: Child
  private let orders: Int32
  private let replies: Int32
  private var isRunning = true

  static let millisecondsMax = 5000

  /// Starts a process and waits until it listens.
  init(_ executable: String, _ arguments: [String]) throws {
    let (toProcess, fromProcess) = (try PipeEnds(), try PipeEnds())
    do {
      child = try Child(
        Launch(
          path: executable, arguments: arguments, environment: PeerProcess.environment,
          files: [toProcess.reading, fromProcess.writing, STDERR_FILENO]))
    } catch {
      toProcess.closeBoth()
      fromProcess.closeBoth()
      throw error
    }
    close(toProcess.reading)
    close(fromProcess.writing)
    (orders, replies) = (toProcess.writing, fromProcess.reading)
    guard let line = PeerProcess.line(from: replies), line.hasPrefix("port "),
      let port = UInt16(line.dropFirst(5))
    else {
      child.kill()
      close(orders)
      close(replies)
      throw Failure(what: "a process that was started does not listen: are sockets allowed here?")
    }
    self.port = port
  }

  /// Nothing of the user's but where the runtime is.
  static var environment: [String: String] {
    var variables = ["SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C.UTF-8"]
    variables["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    return variables
  }

  deinit { end() }

  var pid: Int { Int(child.pid) }

  /// Gives an order and waits until it is carried out.
  func order(_ text: String) throws {
    guard Descriptor.write(Array("\(text)\n".utf8), to: orders), PeerProcess.line(from: replies) == "ok"
    else {
      throw Failure(what: "the proxy does not do as it is told")
    }
  }

  /// Kills the process, as `kill -9` does.
  func end() {
    guard isRunning else { return }
    isRunning = false
    child.kill()
    close(orders)
    close(replies)
  }

  /// The next line that the process prints; none where it prints none in time.
  private static func line(from descriptor: Int32) -> String? {
    var bytes: [UInt8] = []
    while bytes.last != UInt8(ascii: "\n") {
      guard Descriptor.wait(reading: [descriptor], milliseconds: millisecondsMax) == [descriptor],
        case .bytes(let byte) = Descriptor.read(descriptor, bytesMax: 1)
      else { return nil }
      bytes += byte
    }
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }
}
