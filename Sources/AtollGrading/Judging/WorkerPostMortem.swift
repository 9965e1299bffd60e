import Foundation

/// Finds out from what is left of a worker why it ended.
struct WorkerPostMortem {
  private let end: Child.End
  private let residentBytesMax: Int
  /// What the learner's code printed, without what the runtime printed at the end.
  let ownOutput: [UInt8]
  /// The runtime's message, and the learner's line where it names it.
  private let lastWords: (message: String, place: String?)?

  init(end: Child.End, residentBytesMax: Int, output: [UInt8]) {
    self.end = end
    self.residentBytesMax = residentBytesMax
    let text = String(decoding: output, as: UTF8.self)
    if case .signalled = end, let report = RuntimeReport(in: text) {
      ownOutput = Array(text[..<report.start].utf8)
      lastWords = (report.message, report.place)
    } else {
      ownOutput = output
      lastWords = nil
    }
  }

  var finding: WorkerEnd {
    switch end {
    case .exited(Worker.lostConnection): return .badReply
    case .exited(let code): return .exited(code)
    case .signalled(SIGXCPU): return .computing
    case .signalled(let signal):
      if lastWords?.message == "stack overflow" { return .stackOverflow }
      if isMemory { return .memory }
      guard [SIGILL, SIGTRAP, SIGABRT].contains(signal) else { return .signalled(signal) }
      return lastWords.map { .trapped(message: $0.message, place: $0.place) } ?? .trappedSilently
    }
  }

  /// The runtime says so when an allocation fails; some allocations just crash, close to the limit.
  private var isMemory: Bool {
    lastWords?.message.hasPrefix("failed to allocate") == true
      || residentBytesMax > WorkerLimits.addressSpaceBytes / 2
  }
}

/// The report that Swift's runtime prints before it ends a program, such as
/// `Submission/VectorClock.swift:12: Fatal error: Index out of range`, and a stack trace below it.
private struct RuntimeReport {
  let start: String.Index
  let message: String
  let place: String?

  init?(in text: String) {
    guard let mark = text.range(of: "Fatal error", options: .backwards) else { return nil }
    let lineStart =
      text[..<mark.lowerBound].lastIndex(of: "\n").map { text.index(after: $0) } ?? text.startIndex
    let line = text[mark.upperBound...].prefix { !$0.isNewline }
    message = String(line.drop { $0 == ":" || $0 == " " })
    let before = text[lineStart..<mark.lowerBound]
    let own = SubmissionBuild.module + "/"
    // What the learner printed without a newline stands on the same line, before the place.
    if let found = before.range(of: own, options: .backwards), before.hasSuffix(": ") {
      place = String(before[found.upperBound...].dropLast(2))
      start = found.lowerBound
    } else {
      // A place in the standard library, such as `Swift/Array.swift:391`, helps no learner.
      place = nil
      start = before.range(of: "Swift/", options: .backwards)?.lowerBound ?? mark.lowerBound
    }
  }
}
