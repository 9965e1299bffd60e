import Foundation

/// Finds the learner's lines for places in the compiled object.
struct SourceLines {
  let toolchain: Toolchain
  let object: String
  let submission: Submission
  let deadline: Deadline

  /// Enough for any object that the compiler's own limits allow.
  private static let limits = Limits(addressSpaceBytes: 1 << 30, cpuSeconds: 5, fileBytes: 0, openFiles: 64)

  /// Completes the places and messages in records of tests that stopped with a trap; leaves them as they are
  /// where the toolchain has no symboliser.
  ///
  /// - Throws: `GradingError.tooSlow` at the deadline: the message must not depend on how busy the machine is.
  func complete(_ records: [TestRecord], in folder: String) throws(GradingError) -> [TestRecord] {
    let offsets = Set(records.compactMap { SourceLines.trap($0)?.offset }).sorted()
    let found = offsets.isEmpty ? [:] : try look(offsets, in: folder)
    return records.map { record in
      guard var trap = SourceLines.trap(record) else { return record }
      let spot = trap.offset.flatMap { found[$0] }
      trap.place = (trap.place ?? spot?.place).map(ownName)
      if trap.message.isEmpty { trap.message = spot?.reason ?? "" }
      var record = record
      record.workerEnd = .trapped(trap)
      return record
    }
  }

  private static func trap(_ record: TestRecord) -> Trap? {
    if case .trapped(let trap) = record.workerEnd { trap } else { nil }
  }

  /// What the debugging information says about a place in the object.
  struct Spot: Equatable {
    var place: String?
    /// Traps that print nothing, such as an overflow, have their reason here.
    var reason: String?

    /// Reads one answer of the symboliser: a function and `file:line:column`, for each function that was inlined
    /// there, innermost first.
    init(_ answer: String) {
      let lines = answer.split(separator: "\n").map(String.init)
      let mark = "Swift runtime failure: "
      for (function, location) in zip(lines, lines.dropFirst()) {
        if function.hasPrefix(mark), reason == nil { reason = String(function.dropFirst(mark.count)) }
        // `VectorClock.swift:12:5`; a line of 0 is code that the compiler made up.
        let parts = location.split(separator: ":")
        guard place == nil, parts.count == 3, parts[0].hasSuffix(".swift"), let line = Int(parts[1]), line > 0
        else {
          continue
        }
        place = "\(parts[0]):\(line)"
      }
    }
  }

  private func look(_ offsets: [Int], in folder: String) throws(GradingError) -> [Int: Spot] {
    let run = try? ToolRun(
      toolchain.root + "/bin/llvm-symbolizer",
      ["--obj=" + object, "--basenames"] + offsets.map { "0x" + String($0, radix: 16) }, in: folder,
      limits: SourceLines.limits, deadline: deadline, isInterrupted: { false })
    if run?.outcome == .tooSlow { throw .tooSlow }
    guard let run, run.outcome == .exited(0) else { return [:] }
    let answers = String(decoding: run.output, as: UTF8.self).components(separatedBy: "\n\n").dropLast()
    guard answers.count == offsets.count else { return [:] }
    return Dictionary(uniqueKeysWithValues: zip(offsets, answers.map(Spot.init)))
  }

  /// The place with the learner's own name for the file.
  private func ownName(_ place: String) -> String {
    guard let file = submission.files.first(where: { place.hasPrefix($0.scratchName + ":") }) else {
      return place
    }
    return (file.path as NSString).lastPathComponent + place.dropFirst(file.scratchName.count)
  }
}
