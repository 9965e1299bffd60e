import Foundation

/// Finds out from what is left of a worker why it ended.
struct WorkerPostMortem {
  private let end: Child.End
  private let residentBytesMax: Int
  /// What the learner's code printed, without what the runtime printed at the end.
  let ownOutput: [UInt8]
  private let report: RuntimeReport?

  init(end: Child.End, residentBytesMax: Int, output: [UInt8]) {
    self.end = end
    self.residentBytesMax = residentBytesMax
    let text = String(decoding: output, as: UTF8.self)
    if case .signalled = end, let report = RuntimeReport(in: text) {
      ownOutput = Array(text[..<report.start].utf8)
      self.report = report
    } else {
      ownOutput = output
      report = nil
    }
  }

  var finding: WorkerEnd {
    switch end {
    case .exited(Worker.lostConnection): return .badReply
    case .exited(let code): return .exited(code)
    case .signalled(SIGXCPU): return .computing
    // The filter of system calls ends who starts a thread.
    case .signalled(SIGSYS): return .thread
    case .signalled(let signal):
      if report?.trap.message == "stack overflow" { return .stackOverflow }
      if isMemory { return .memory }
      guard [SIGILL, SIGTRAP, SIGABRT].contains(signal) else { return .signalled(signal) }
      return .trapped(report?.trap ?? Trap(message: ""))
    }
  }

  /// The runtime says so when an allocation fails; some allocations just crash, close to the limit.
  private var isMemory: Bool {
    report?.trap.message.hasPrefix("failed to allocate") == true
      || residentBytesMax > WorkerLimits.addressSpaceBytes / 2
  }
}

/// What Swift's runtime and the worker's handler of faults print before a program ends:
///
///     Submission/VectorClock.swift:12: Fatal error: Index out of range
///     Current stack trace:
///     …
///     5    submission.so                      0x00007f1241d5f130 <unavailable> + 3713
///     …
///     Stopped in libswiftCore.so + 1499003
struct RuntimeReport {
  /// Where it starts in the text.
  let start: String.Index
  let trap: Trap

  private static let object = "submission.so"
  private static let stopped = "Stopped in "

  init?(in text: String) {
    if let mark = text.range(of: "Fatal error", options: .backwards) {
      let line = text[..<mark.lowerBound].lastIndex(of: "\n").map { text.index(after: $0) } ?? text.startIndex
      let (begin, place) = RuntimeReport.place(text[line..<mark.lowerBound])
      start = begin ?? mark.lowerBound
      let message = text[mark.upperBound...].prefix { !$0.isNewline }.drop { $0 == ":" || $0 == " " }
      trap = Trap(
        message: String(message), place: place, offset: RuntimeReport.offset(text[mark.upperBound...]))
    } else if let mark = text.range(of: RuntimeReport.stopped, options: .backwards) {
      start = mark.lowerBound
      trap = Trap(message: "", offset: RuntimeReport.offset(text[mark.lowerBound...]))
    } else {
      return nil
    }
  }

  /// The place before the message, and where it begins: what the learner printed without a newline may stand
  /// before it on the same line.
  private static func place(_ before: Substring) -> (start: String.Index?, place: String?) {
    if let found = before.range(of: SubmissionBuild.module + "/", options: .backwards), before.hasSuffix(": ")
    {
      return (found.lowerBound, String(before[found.upperBound...].dropLast(2)))
    }
    // A place in the standard library, such as `Swift/Array.swift:391`, helps no learner.
    return (before.range(of: "Swift/", options: .backwards)?.lowerBound, nil)
  }

  /// The innermost place in the learner's object: the first in the stack trace, or where the fault was.
  private static func offset(_ report: Substring) -> Int? {
    for line in report.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let number = words.last.flatMap({ Int($0) }), number > 0 else { continue }
      if line.hasPrefix(stopped + object) { return number }
      // A stack trace holds the addresses at which calls return: the instruction after the call.
      if words.count > 1, words[1] == object { return number - 1 }
    }
    return nil
  }
}
