/// The operations of a log, each from its invocation to its end.
package struct OperationLog {
  /// One operation.
  package struct Operation {
    /// Its number, from 1, in the order of the invocations.
    package let number: Int
    package let client: String
    let function: String
    let key: String?
    let value: LogValue
    let invoked: Int
    /// How it ended, with the value of the answer; none while it is open.
    fileprivate(set) var end: (kind: LogEvent.Kind, value: LogValue, place: Int)?
    /// The line of the invocation.
    package let line: Int
    /// The line of the answer; none where there is none.
    package fileprivate(set) var endLine: Int?
  }

  /// The operations in the order of their invocations.
  package private(set) var operations: [Operation] = []
  private var open: [String: Int] = [:]
  private var generations: [String: Int] = [:]
  private var place = 0

  /// Reads a log.
  ///
  /// - Throws: `LogError` with the number of the line that is malformed, or that does not fit what went before.
  package init(_ text: String) throws(LogError) {
    var form: LogForm?
    var number = 0
    // Windows' ends of lines are one character in Swift, which `isNewline` knows.
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      guard let first = line.first(where: { !$0.isWhitespace }), first != "#", first != ";" else { continue }
      if form == nil { form = LogForm(of: line) }
      guard let event = try form?.event(line, line: number) else { continue }
      try add(event)
    }
    guard !operations.isEmpty else {
      throw LogError(
        nil, "there is no operation in it", next: "\"atoll check --help\" shows the forms of logs")
    }
  }

  private mutating func add(_ event: LogEvent) throws(LogError) {
    place += 1
    let process = event.process
    if event.kind == .invoke {
      if let earlier = open[process] {
        throw LogError(
          event.line, "process \(process) asks again before it was answered",
          next: "line \(operations[earlier].line) is still open")
      }
      open[process] = operations.count
      let generation = generations[process, default: 1]
      operations.append(
        Operation(
          number: operations.count + 1, client: generation == 1 ? process : "\(process).\(generation)",
          function: event.function, key: event.key, value: event.value, invoked: place, line: event.line))
      return
    }
    guard let index = open.removeValue(forKey: process) else {
      throw LogError(event.line, "process \(process) gets an answer, but has asked for nothing")
    }
    guard operations[index].function == event.function else {
      throw LogError(
        event.line,
        "process \(process) has asked for \(operations[index].function), not for \(event.function)",
        next: "see line \(operations[index].line)")
    }
    operations[index].end = (event.kind, event.value, place)
    operations[index].endLine = event.line
    // Whoever gave up is never answered; what the process asks afterwards is another client's.
    if event.kind == .info { generations[process, default: 1] += 1 }
  }
}
