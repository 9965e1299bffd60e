import Foundation

/// One run of the judge process, from the outside.
struct JudgeRun {
  let executable: String
  let isInterrupted: () -> Bool

  /// What came of it.
  struct Round {
    var records: [TestRecord] = []
    var unusable: Unusable?
    /// The run that was asked for.
    var story: String?
    /// How long the suite itself took.
    var suiteMicroseconds = 0
    /// Whether the judge said that all is done.
    var isComplete = false
    /// The test that had begun and not ended.
    var unfinished: String?
    /// What the judge wrote on standard error, or said of itself.
    var detail = ""
  }

  /// No judge writes more: 5 failures and 8 KiB of prints for each test.
  private static let bytesMax = 64 << 20
  private static let detailBytesMax = 4000

  func run(_ order: JudgeOrder, deadline: Deadline) throws(GradingError) -> Round {
    do {
      let records = try PipeEnds()
      let errors = try PipeEnds()
      let null = open("/dev/null", O_RDWR | O_CLOEXEC)
      defer { [null, records.reading, errors.reading].forEach { close($0) } }
      let child: Child
      do {
        defer { [records.writing, errors.writing].forEach { close($0) } }
        // XCTest prints its own report on standard output: nobody wants it.
        child = try Child(
          Launch(
            path: executable, arguments: ["__judge", OrderText.of(order)], environment: environment,
            files: [null, null, errors.writing, records.writing]))
      }
      return try follow(child, records.reading, errors.reading, deadline)
    } catch let error as SystemError {
      throw .system(error.message)
    } catch let error as GradingError {
      throw error
    } catch {
      throw .judgeFailed(String(describing: error))
    }
  }

  private var environment: [String: String] {
    var variables = ["SWIFT_BACKTRACE": "enable=no", "SWIFT_DETERMINISTIC_HASHING": "1", "LC_ALL": "C.UTF-8"]
    variables["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    return variables
  }

  private func follow(
    _ child: Child, _ records: Int32, _ errors: Int32, _ deadline: Deadline
  ) throws -> Round {
    var received: [UInt8] = []
    var detail: [UInt8] = []
    var open: Set<Int32> = [records, errors]
    while open.contains(records), received.count < JudgeRun.bytesMax {
      if isInterrupted() {
        child.kill()
        throw GradingError.interrupted
      }
      if deadline.isOver {
        child.kill()
        throw GradingError.tooSlow
      }
      for ready in Descriptor.wait(
        reading: open.sorted(), milliseconds: min(100, deadline.millisecondsLeft + 1))
      {
        guard case .bytes(let bytes) = Descriptor.read(ready) else {
          open.remove(ready)
          continue
        }
        if ready == records {
          received += bytes
        } else {
          detail += bytes.prefix(JudgeRun.detailBytesMax - detail.count)
        }
      }
    }
    // The worker ends with the judge: the kernel sees to it.
    child.kill()
    return JudgeRun.round(received, detail: String(decoding: detail, as: UTF8.self))
  }

  private static func round(_ received: [UInt8], detail: String) -> Round {
    var round = Round(detail: detail.isEmpty ? "it ended without a word" : detail)
    for line in received.split(separator: UInt8(ascii: "\n")) {
      switch JudgeRecord.parse(line) {
      case .began(let name): round.unfinished = name
      case .ended(let record):
        round.records.append(record)
        round.unfinished = nil
      case .unusable(let reason): round.unusable = reason
      case .broken(let text): round.detail = text
      case .replayed(let story):
        round.story = story
        round.isComplete = true
      case .done(let microseconds):
        round.suiteMicroseconds = microseconds
        round.isComplete = true
      case nil: break
      }
    }
    return round
  }
}
