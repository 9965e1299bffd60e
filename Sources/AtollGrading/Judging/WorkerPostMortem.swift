import Foundation

/// Finds out from what is left of a worker why it ended.
struct WorkerPostMortem {
  let end: Child.End
  let residentBytesMax: Int
  let output: [UInt8]

  private static let mark = "Fatal error"

  var finding: WorkerEnd {
    switch end {
    case .exited(let code): return .exited(code)
    case .signalled(SIGXCPU): return .computing(milliseconds: WorkerLimits.cpuSeconds * 1000)
    case .signalled(let signal):
      let (message, place) = lastWords()
      if message == "stack overflow" { return .stackOverflow }
      if isMemory(message) { return .memory }
      let isTrap = [SIGILL, SIGTRAP, SIGABRT].contains(signal)
      return isTrap ? .trapped(message: message, place: place) : .signalled(signal)
    }
  }

  /// The runtime says so when an allocation fails; some allocations just crash, close to the limit.
  private func isMemory(_ message: String) -> Bool {
    message.contains("allocate") || residentBytesMax > WorkerLimits.addressSpaceBytes / 2
  }

  /// What the runtime printed last: `Submission/VectorClock.swift:12: Fatal error: Index out of range`.
  private func lastWords() -> (message: String, place: String?) {
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
    guard let line = lines.last(where: { $0.contains(WorkerPostMortem.mark) }),
      let mark = line.range(of: WorkerPostMortem.mark)
    else { return ("", nil) }
    let message = line[mark.upperBound...].drop { $0 == ":" || $0 == " " }
    let place = line[..<mark.lowerBound].trimmingSpaces
    let prefix = SubmissionBuild.module + "/"
    // Another module's place, such as `Swift/Array.swift:391`, helps no learner.
    guard place.hasPrefix(prefix), place.hasSuffix(":") else { return (String(message), nil) }
    return (String(message), String(place.dropFirst(prefix.count).dropLast()))
  }
}
