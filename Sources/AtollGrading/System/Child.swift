import CAtollSandbox
import Foundation

/// Limits on a program; nil leaves one as it is.
package struct Limits: Sendable, Equatable, Codable {
  var addressSpaceBytes: Int?
  var cpuSeconds: Int?
  var fileBytes: Int?
  var openFiles: Int?

  var c: atoll_limits {
    atoll_limits(
      address_space_bytes: UInt64(addressSpaceBytes ?? 0), cpu_seconds: UInt64(cpuSeconds ?? 0),
      file_size_bytes: UInt64(fileBytes ?? 0), open_files: UInt64(openFiles ?? 0),
      no_file_writes: fileBytes == 0 ? 1 : 0)
  }
}

/// What to start and with what.
package struct Launch {
  var path: String
  var arguments: [String]
  var environment: [String: String] = [:]
  var directory: String?
  /// The program's descriptors 0, 1, 2…; it gets no others.
  var files: [Int32]
  var limits = Limits()
  /// Whether addresses are the same in every run, so that what a program prints of them is, too.
  var hasFixedAddresses = false

  package init(
    path: String, arguments: [String], environment: [String: String] = [:], directory: String? = nil,
    files: [Int32], limits: Limits = Limits(), hasFixedAddresses: Bool = false
  ) {
    (self.path, self.arguments, self.environment) = (path, arguments, environment)
    (self.directory, self.files, self.limits) = (directory, files, limits)
    self.hasFixedAddresses = hasFixedAddresses
  }
}

/// A program that was started, in a process group of its own.
package struct Child: Sendable {
  package let pid: pid_t

  package init(_ launch: Launch) throws(SystemError) {
    var started: pid_t = 0
    let error = CStrings.with([launch.path] + launch.arguments) { arguments in
      CStrings.with(launch.environment.map { "\($0)=\($1)" }.sorted()) { environment in
        CStrings.with([launch.path, launch.directory ?? ""]) { texts in
          launch.files.withUnsafeBufferPointer { files in
            var c = atoll_launch(
              path: texts[0], arguments: arguments, environment: environment,
              directory: launch.directory == nil ? nil : texts[1].map { UnsafePointer($0) },
              files: files.baseAddress, file_count: Int32(files.count),
              fixed_addresses: launch.hasFixedAddresses ? 1 : 0, limits: launch.limits.c)
            return atoll_start(&c, &started)
          }
        }
      }
    }
    guard error == 0 else { throw SystemError("start \(launch.path)", number: error) }
    pid = started
  }

  /// How a program ended.
  package enum End: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
  }

  /// How it ended, with the most memory that it had in use; nil while it still runs after the deadline.
  func wait(until deadline: Deadline) -> (end: End, residentBytesMax: Int)? {
    var pauseMicroseconds: UInt32 = 50
    while true {
      var status: Int32 = 0
      var usage = rusage()
      let ended = wait4(pid, &status, WNOHANG, &usage)
      if ended == pid { return (Child.end(status), usage.ru_maxrss * 1024) }
      if ended < 0, errno != EINTR { return (.exited(127), 0) }
      if deadline.isOver { return nil }
      usleep(pauseMicroseconds)
      pauseMicroseconds = min(pauseMicroseconds * 2, 2000)
    }
  }

  /// Ends the whole group and collects the program.
  @discardableResult package func kill() -> (end: End, residentBytesMax: Int) {
    _ = Foundation.kill(-pid, SIGKILL)
    _ = Foundation.kill(pid, SIGKILL)
    return wait(until: .after(milliseconds: 2000)) ?? (.signalled(SIGKILL), 0)
  }

  private static func end(_ status: Int32) -> End {
    let signal = status & 0x7f
    return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
  }
}

enum CStrings {
  /// Lends texts as C does: an array of pointers with a null pointer at its end.
  static func with<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers = texts.map { strdup($0) }
    pointers.append(nil)
    defer { pointers.forEach { free($0) } }
    return pointers.withUnsafeBufferPointer { buffer in
      // Never empty: the null pointer is in it.
      guard let first = buffer.baseAddress else {
        preconditionFailure("an array with an element has an address")
      }
      return body(first)
    }
  }
}
