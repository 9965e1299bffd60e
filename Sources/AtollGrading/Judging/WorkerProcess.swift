import AtollContract
import CAtollSandbox
import Foundation

/// One worker and the pipes to it, as the judge sees it: whatever comes from there is hostile.
final class WorkerProcess: FrameChannel {
  private let child: Child
  private let requests: Int32
  private let replies: Int32
  private let prints: Int32
  private var sequence: UInt32 = 0
  private var received: [UInt8] = []
  /// When it should have answered. It counts from the call: what the judge does in between is not the worker's time.
  private var callDeadline: Deadline
  /// The worker's computing time when the test began.
  private var computingBefore = 0
  /// The worker's computing time when it was first looked at during the call; none before that.
  private var computingInCall: Int?
  private let lastMoment: Deadline

  private static let sliceMilliseconds = 20
  private static let callsBetweenChecks: UInt32 = 64

  /// What the learner's code has printed in this test.
  private(set) var output: [UInt8] = []
  private var printedBytes = 0
  /// Set once and for all when the worker is gone.
  private(set) var end: WorkerEnd?

  init(executable: String, order: WorkerOrder, lastMoment: Deadline) throws(SystemError) {
    let toWorker = try PipeEnds()
    let fromWorker = try PipeEnds()
    let printing = try PipeEnds()
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    child = try Child(
      Launch(
        path: executable, arguments: ["__worker", OrderText.of(order)],
        environment: WorkerProcess.environment, directory: "/",
        files: [null, printing.writing, printing.writing, toWorker.reading, fromWorker.writing]))
    for descriptor in [null, printing.writing, toWorker.reading, fromWorker.writing] {
      Foundation.close(descriptor)
    }
    (requests, replies, prints) = (toWorker.writing, fromWorker.reading, printing.reading)
    for descriptor in [requests, replies, prints] { Descriptor.setNonBlocking(descriptor) }
    self.lastMoment = lastMoment
    callDeadline = .after(milliseconds: WorkerLimits.clockMillisecondsPerCall)
  }

  /// Nothing of the user's. Hashing without a random seed makes the learner's prints the same every time. One arena
  /// for all threads: glibc would reserve 64 MiB for each of them, out of what the code may use.
  private static var environment: [String: String] {
    var variables = [
      "SWIFT_DETERMINISTIC_HASHING": "1", "SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C.UTF-8",
      "MALLOC_ARENA_MAX": "1",
    ]
    // Where the user's runtime is found only by it, the worker needs it to start; it forgets it at once.
    variables["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    return variables
  }

  /// Starts the clocks and the output of a new test.
  func beginTest() {
    output = []
    printedBytes = 0
    computingBefore = computingMilliseconds() ?? 0
    _ = try? exchange(.forget, [])
  }

  func exchange(_ kind: Frame.Kind, _ payload: [UInt8]) throws(RemoteError) -> Frame {
    guard end == nil else { throw .workerLost }
    sequence &+= 1
    callDeadline = .after(milliseconds: WorkerLimits.clockMillisecondsPerCall)
    computingInCall = nil
    // A test of very many quick calls never waits for a whole slice.
    if sequence % WorkerProcess.callsBetweenChecks == 0 { checkLimits() }
    send(Frame(kind: kind, sequence: sequence, payload: payload).bytes)
    while end == nil {
      do {
        if let (reply, bytes) = try Frame.read(from: received) {
          received.removeFirst(bytes)
          guard reply.sequence == sequence, received.isEmpty else { throw FrameError.truncated }
          return reply
        }
      } catch {
        stop(.badReply)
        break
      }
      waitForWorker()
    }
    throw .workerLost
  }

  /// From now on the judge and the worker take turns.
  func shareProcessor() {
    atoll_share_processor(child.pid)
  }

  /// Ends the worker, if it has not ended, and frees the pipes.
  func close() {
    if end == nil { child.kill() }
    collectPrints()
    for descriptor in [requests, replies, prints] { Foundation.close(descriptor) }
  }

  /// Takes what has been printed up to now.
  func collectPrints() {
    while case .bytes(let bytes) = Descriptor.read(prints) {
      output += bytes.prefix(WorkerLimits.outputBytesKept - output.count)
      printedBytes += bytes.count
      if printedBytes > WorkerLimits.outputBytesMax { return }
    }
  }

  private func send(_ bytes: [UInt8]) {
    var written = 0
    while written < bytes.count, end == nil {
      let count = bytes[written...].withUnsafeBytes { write(requests, $0.baseAddress, $0.count) }
      if count > 0 {
        written += count
      } else if errno == EAGAIN {
        // It does not take its requests: it is busy, or it does not want to.
        waitForWorker()
      } else if errno != EINTR {
        ended()
      }
    }
  }

  /// Waits a moment for a reply, prints, the end of the worker, or a limit.
  private func waitForWorker() {
    let ready = Descriptor.wait(reading: [replies, prints], milliseconds: WorkerProcess.sliceMilliseconds)
    if ready.contains(prints) {
      collectPrints()
      if printedBytes > WorkerLimits.outputBytesMax {
        return stop(.printing(bytes: WorkerLimits.outputBytesMax))
      }
    }
    if ready.contains(replies) {
      switch Descriptor.read(replies) {
      case .bytes(let bytes): received += bytes
      case .end: return ended()
      case .nothing: break
      }
    }
    if ready.isEmpty { checkLimits() }
  }

  private func checkLimits() {
    let now = computingMilliseconds() ?? 0
    let inCall = now - (computingInCall ?? now)
    computingInCall = computingInCall ?? now
    if now - computingBefore >= WorkerLimits.computingMillisecondsPerTest {
      stop(.computing)
    } else if callDeadline.isOver, inCall < WorkerLimits.idleComputingMilliseconds, isAsleep {
      // Who computes, if slowly, or waits for a processor, on a machine with much else to do, may go on.
      stop(.waiting(milliseconds: WorkerLimits.clockMillisecondsPerCall))
    } else if lastMoment.isOver {
      stop(.outOfTime)
    }
  }

  /// Whether it waits for something else than a processor; true where the system does not say.
  private var isAsleep: Bool {
    guard let state = Files.text("/proc/\(child.pid)/stat") else { return true }
    // The state stands after the name in brackets, which may hold anything.
    return state.split(separator: ")").last?.split(separator: " ").first != "R"
  }

  private func computingMilliseconds() -> Int? {
    #if os(Linux)
      var clock = clockid_t()
      var time = timespec()
      guard clock_getcpuclockid(child.pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
      return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    #else
      return nil
    #endif
  }

  private func stop(_ reason: WorkerEnd) {
    child.kill()
    end = reason
  }

  /// The worker has closed its side: finds out why.
  private func ended() {
    let (end, residentBytesMax) = child.wait(until: .after(milliseconds: 500)) ?? child.kill()
    collectPrints()
    let postMortem = WorkerPostMortem(end: end, residentBytesMax: residentBytesMax, output: output)
    self.end = postMortem.finding
    output = postMortem.ownOutput
  }
}
