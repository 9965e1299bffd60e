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
  /// The worker's computing time when the test began.
  private var computingBefore = 0
  /// The worker's computing time when it was first looked at during the call, and at the last look; none before that.
  private var computingInCall: (first: Int, last: Int)?
  /// How often it was seen asleep during the call.
  private var asleepLooks = 0
  private var nextLook = Deadline.after(milliseconds: WorkerLimits.millisecondsBetweenLooks)
  private var calls = 0
  private var callBytes = 0
  /// What all workers of the submission together may still compute.
  private let computingLeft: Int

  private static let callsBetweenChecks: UInt32 = 64

  /// What the learner's code has printed in this test.
  private(set) var output: [UInt8] = []
  private var printedBytes = 0
  /// How long the worker has computed, once it is gone.
  private(set) var computed = 0
  /// Set once and for all when the worker is gone.
  private(set) var end: WorkerEnd?

  init(executable: String, order: WorkerOrder, computingLeft: Int) throws(SystemError) {
    let toWorker = try PipeEnds()
    let fromWorker = try PipeEnds()
    let printing = try PipeEnds()
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    child = try Child(
      Launch(
        path: executable, arguments: ["__worker"],
        environment: WorkerProcess.environment.merging([Worker.orderVariable: OrderText.of(order)]) { $1 },
        directory: "/",
        files: [null, printing.writing, printing.writing, toWorker.reading, fromWorker.writing],
        hasFixedAddresses: true))
    for descriptor in [null, printing.writing, toWorker.reading, fromWorker.writing] {
      Foundation.close(descriptor)
    }
    (requests, replies, prints) = (toWorker.writing, fromWorker.reading, printing.reading)
    for descriptor in [requests, replies, prints] { Descriptor.setNonBlocking(descriptor) }
    self.computingLeft = computingLeft
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
    (printedBytes, calls, callBytes) = (0, 0, 0)
    computingBefore = computingMilliseconds
    _ = try? exchange(.forget, [])
  }

  func exchange(_ kind: Frame.Kind, _ payload: [UInt8]) throws(RemoteError) -> Frame {
    guard end == nil else { throw .workerLost }
    // What the suite passes on may be a value of the learner's.
    guard payload.count < Frame.bytesMax else { throw .tooLong }
    sequence &+= 1
    calls += 1
    callBytes += payload.count
    if calls > WorkerLimits.callsPerTest { stop(.calls) }
    if callBytes > WorkerLimits.callBytesPerTest { stop(.bytes) }
    (computingInCall, asleepLooks) = (nil, 0)
    nextLook = .after(milliseconds: WorkerLimits.millisecondsBetweenLooks)
    // A test of very many quick calls is never looked at within one.
    if sequence % WorkerProcess.callsBetweenChecks == 0 { checkComputing() }
    send(Frame(kind: kind, sequence: sequence, payload: payload).bytes)
    while end == nil {
      do {
        if let (reply, bytes) = try Frame.read(from: received) {
          received.removeFirst(bytes)
          guard reply.sequence == sequence, received.isEmpty else { throw FrameError.truncated }
          callBytes += bytes
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

  /// The test has ended. Whether it printed too much is decided here at the latest, whenever its prints came.
  func endTest() {
    collectPrints()
    if end == nil, printedBytes > WorkerLimits.outputBytesMax { stop(.printing) }
  }

  /// Ends the worker, if it has not ended, and frees the pipes.
  func close() {
    if end == nil { stop(.badReply) }
    collectPrints()
    for descriptor in [requests, replies, prints] { Foundation.close(descriptor) }
  }

  /// Takes what has been printed up to now.
  private func collectPrints() {
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
    let ready = Descriptor.wait(
      reading: [replies, prints], milliseconds: WorkerLimits.millisecondsBetweenLooks)
    if ready.contains(prints) {
      collectPrints()
      if printedBytes > WorkerLimits.outputBytesMax { return stop(.printing) }
    }
    if ready.contains(replies) {
      switch Descriptor.read(replies) {
      case .bytes(let bytes): received += bytes
      case .end: return ended()
      case .nothing: break
      }
    }
    // Also where something is always ready: who prints a little again and again may print for ever.
    if end == nil, nextLook.isOver { look() }
  }

  /// Looks at a worker that has not answered yet.
  private func look() {
    nextLook = .after(milliseconds: WorkerLimits.millisecondsBetweenLooks)
    let now = computingMilliseconds
    let (first, last) = computingInCall ?? (now, now)
    computingInCall = (first, now)
    if now - first >= WorkerLimits.computingMillisecondsPerCall { return stop(.computing) }
    checkComputing()
    // Who computes, if slowly, or waits for a processor, on a machine with much else to do, may go on.
    guard end == nil, now == last, isAsleep else { return }
    asleepLooks += 1
    if asleepLooks >= WorkerLimits.asleepLooksMax { stop(.waiting) }
  }

  private func checkComputing() {
    let now = computingMilliseconds
    if now - computingBefore >= WorkerLimits.computingMillisecondsPerTest || now >= computingLeft {
      stop(.slow)
    }
  }

  /// Whether it waits for something else than a processor or the disk; true where the system does not say.
  private var isAsleep: Bool {
    guard let state = Files.text("/proc/\(child.pid)/stat") else { return true }
    // The state stands after the name in brackets, which may hold anything.
    return ["S", "T", "t"].contains(state.split(separator: ")").last?.split(separator: " ").first)
  }

  /// How long it has computed since it was started; 0 where the system does not say, or it is gone.
  private var computingMilliseconds: Int {
    #if os(Linux)
      var clock = clockid_t()
      var time = timespec()
      guard clock_getcpuclockid(child.pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
      return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    #else
      return 0
    #endif
  }

  private func stop(_ reason: WorkerEnd) {
    computed = max(computed, computingMilliseconds)
    child.kill()
    end = reason
  }

  /// The worker has closed its side: finds out why.
  private func ended() {
    // A worker that has closed its pipes and goes on is ended; how long that takes says nothing about it.
    computed = computingMilliseconds
    let (end, residentBytesMax) = child.wait(until: .after(milliseconds: 500)) ?? child.kill()
    collectPrints()
    let postMortem = WorkerPostMortem(end: end, residentBytesMax: residentBytesMax, output: output)
    self.end = postMortem.finding
    output = postMortem.ownOutput
  }
}
