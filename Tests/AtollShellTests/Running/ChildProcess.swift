import Foundation

/// A process that a test started, with its streams, folder and signals as the test wants them.
///
/// Foundation's `Process` cannot give it a terminal of its own, or a closed pipe.
final class ChildProcess {
  /// Where one of the streams 0, 1 and 2 leads.
  enum Descriptor {
    /// A file that the child opens itself.
    case open(String, Int32)
    /// A pipe whose other end is closed.
    case closedPipe
  }

  struct Failure: Error { let what: String }

  let identifier: pid_t
  private var status: Int32?
  private static let lock = NSLock()
  /// The flag by which the child leads a session; the headers hide it without `_GNU_SOURCE`.
  #if canImport(Darwin)
    private static let setsid: Int32 = 0x400
  #else
    private static let setsid: Int32 = 0x80
  #endif

  /// Starts a program.
  ///
  /// - Parameter leadsSession: whether it begins a session: the terminal that it opens first becomes its own.
  init(
    _ program: String, _ words: [String], environment: [String: String], folder: String,
    streams: [Descriptor],
    leadsSession: Bool = false
  ) throws {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    var closed: [Int32] = []
    // A child that another test starts now must not get the ends of this one's pipe.
    Self.lock.lock()
    defer {
      Self.lock.unlock()
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
      for descriptor in closed { close(descriptor) }
    }
    for (number, stream) in streams.enumerated() {
      switch stream {
      case .open(let path, let flags):
        posix_spawn_file_actions_addopen(&actions, Int32(number), path, flags, 0o600)
      case .closedPipe:
        let end = try Self.endOfClosedPipe(isReading: number == 0)
        closed.append(end)
        posix_spawn_file_actions_adddup2(&actions, end, Int32(number))
      }
    }
    // The child gets the standard behaviour of every signal, whatever the tests were started with.
    var all = sigset_t()
    sigfillset(&all)
    sigdelset(&all, SIGKILL)
    sigdelset(&all, SIGSTOP)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    let session = leadsSession ? Self.setsid : 0
    posix_spawnattr_setflags(
      &attributes, Int16(Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | session))
    var pid = pid_t()
    // There is no portable way to give the folder; the shell becomes the program, so the identifier is right.
    let shell = "/bin/sh"
    let arguments = Self.strings([shell, "-c", "cd \"$0\" && exec \"$@\"", folder, program] + words)
    let variables = Self.strings(environment.map { "\($0.key)=\($0.value)" }.sorted())
    defer { for pointer in arguments + variables { free(pointer) } }
    let error = posix_spawn(&pid, shell, &actions, &attributes, arguments, variables)
    guard error == 0 else {
      throw Failure(what: "cannot start \(program): \(String(cString: strerror(error)))")
    }
    identifier = pid
  }

  deinit {
    if status == nil {
      kill(identifier, SIGKILL)
      _ = wait(seconds: 5)
    }
  }

  func send(_ signal: Int32) { kill(identifier, signal) }

  /// The exit code, 128 and the signal where one ended the process; none where it still runs after that time.
  func wait(seconds: Double) -> Int32? {
    if let status { return status }
    let end = Date().addingTimeInterval(seconds)
    var pause: UInt32 = 500
    while true {
      var word: Int32 = 0
      let found = waitpid(identifier, &word, WNOHANG)
      if found == identifier {
        let signal = word & 0x7F
        status = signal == 0 ? (word >> 8) & 0xFF : 128 + signal
        return status
      }
      guard found == 0 || errno == EINTR, Date() < end else { return nil }
      usleep(pause)
      pause = min(pause * 2, 10_000)
    }
  }

  private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }

  private static func endOfClosedPipe(isReading: Bool) throws -> Int32 {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure(what: "no pipe: \(String(cString: strerror(errno)))") }
    let (own, other) = isReading ? (ends[0], ends[1]) : (ends[1], ends[0])
    close(other)
    _ = fcntl(own, F_SETFD, FD_CLOEXEC)
    return own
  }
}
