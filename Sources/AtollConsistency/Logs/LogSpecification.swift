import Atoll

/// A specification as `atoll check` knows it: its name, and how a log's operations are requests and replies of it.
package struct LogSpecification: Sendable {
  /// Its name.
  package let name: String
  /// What it is, in a few words.
  package let summary: String
  /// The functions that a log can name, with their values.
  package let functions: String
  private let read: @Sendable (OperationLog) throws(LogError) -> LoggedHistory

  /// The history of a log.
  package func history(_ log: OperationLog) throws(LogError) -> LoggedHistory { try read(log) }

  /// Every specification.
  package static let all = [
    registers, casRegisters, keyValueStore, counter, set, queue, lists,
  ]

  /// One operation of a log, by a specification.
  enum Reading<Request, Reply> {
    /// A request with its answer, if that is known.
    case operation(Request, Reply?)
    /// It took no effect and has told nothing.
    case nothing
  }

  private init<S: SequentialSpecification>(
    _ name: String, _ summary: String, functions: String, _ specification: S,
    reading: @escaping @Sendable (OperationLog.Operation) throws(LogError) -> Reading<S.Request, S.Reply>
  ) {
    self.name = name
    self.summary = summary
    self.functions = functions
    read = { log throws(LogError) in
      var entries: [History<S.Request, S.Reply>.Entry] = []
      entries.reserveCapacity(log.operations.count)
      for operation in log.operations {
        guard case .operation(let request, let reply) = try reading(operation) else { continue }
        entries.append(
          .init(
            number: operation.number, client: operation.client, request: request, reply: reply,
            invoked: operation.invoked, returned: reply == nil ? nil : operation.end?.place))
      }
      let history = History(entries)
      return LoggedHistory(
        log: log, source: history,
        checked: { CheckedHistory(history, specification) { OperationWording.text($0) } },
        witnessProblem: { WitnessCheck.problem($0, explains: history, specification) })
    }
  }
}

/// A log's history with its standard.
package struct LoggedHistory {
  /// The log.
  package let log: OperationLog
  /// The history that was read, of the specification's own types.
  package let source: Any
  /// Numbers the history for the checkers.
  package let checked: () -> CheckedHistory
  /// Why an order does not explain the history; none where it does.
  package let witnessProblem: ([Int]) -> String?
}

extension LogSpecification {
  private static func unknown(_ operation: OperationLog.Operation, _ functions: String) -> LogError {
    LogError(operation.line, "there is no function \(operation.function)", next: "there are: \(functions)")
  }

  /// What a completed operation was answered; none where it failed or nobody knows.
  private static func outcome<Request, Reply>(
    _ operation: OperationLog.Operation, _ request: Request,
    _ reply: (LogValue) throws(LogError) -> Reply
  ) throws(LogError) -> Reading<Request, Reply> {
    guard let end = operation.end, end.kind != .info else { return .operation(request, nil) }
    return end.kind == .fail ? .nothing : .operation(request, try reply(end.value))
  }

  private static let registers = LogSpecification(
    "register", "one register, nil at first", functions: "read, write VALUE", ReadWriteRegister()
  ) { operation throws(LogError) in
    switch operation.function {
    case "read", "r": try outcome(operation, .read) { .value($0.text) }
    case "write", "w": try outcome(operation, .write(operation.value.text)) { _ in .written }
    default: throw unknown(operation, "read, write")
    }
  }

  private static let casRegisters = LogSpecification(
    "cas-register", "one register, nil at first, with compare-and-set",
    functions: "read, write VALUE, cas [FROM TO]; a cas that fails has found another value",
    CompareAndSetRegister()
  ) { operation throws(LogError) in
    switch operation.function {
    case "read", "r": return try outcome(operation, .read) { .value($0.text) }
    case "write", "w": return try outcome(operation, .write(operation.value.text)) { _ in .written }
    case "cas":
      guard let pair = operation.value.items, pair.count == 2 else {
        throw LogError(operation.line, "a cas takes two values", next: "say: [FROM TO]")
      }
      let request = CompareAndSetRegister.Request.compareAndSet(from: pair[0].text, to: pair[1].text)
      if let end = operation.end, end.kind == .fail { return .operation(request, .mismatch) }
      return try outcome(operation, request) { _ in .written }
    default: throw unknown(operation, "read, write, cas")
    }
  }

  /// The key and the value of an operation: in fields of their own, or as a pair.
  private static func keyAndValue(_ operation: OperationLog.Operation, _ value: LogValue) throws(LogError)
    -> (
      key: String, value: LogValue
    )
  {
    if let key = operation.key { return (key, value) }
    if let pair = value.items, pair.count == 2 { return (pair[0].text, pair[1]) }
    throw LogError(
      operation.line, "the key is missing", next: "say :key KEY, or :value [KEY VALUE]")
  }

  private static let keyValueStore = LogSpecification(
    "kv", "a register for each key, the empty text at first",
    functions: "get (or read), put (or write) VALUE, append VALUE; KEY in a field of its own, or [KEY VALUE]",
    KeyValueStore()
  ) { operation throws(LogError) in
    let (key, value) = try keyAndValue(operation, operation.value)
    switch operation.function {
    case "get", "read", "r":
      return try outcome(operation, .get(key)) { answer throws(LogError) in
        let value = try keyAndValue(operation, answer).value
        return .value(value == .nothing ? "" : value.text)
      }
    case "put", "write", "w": return try outcome(operation, .put(key, value.text)) { _ in .written }
    case "append": return try outcome(operation, .append(key, value.text)) { _ in .written }
    default: throw unknown(operation, "get, put, append")
    }
  }

  private static func whole(_ value: LogValue, _ operation: OperationLog.Operation) throws(LogError) -> Int {
    guard let number = value.integer else {
      throw LogError(operation.line, "\(value.text) is no whole number")
    }
    return number
  }

  private static let counter = LogSpecification(
    "counter", "a number, 0 at first", functions: "read, add NUMBER", Counter()
  ) { operation throws(LogError) in
    switch operation.function {
    case "read":
      try outcome(operation, .read) { answer throws(LogError) in .value(try whole(answer, operation)) }
    case "add": try outcome(operation, .add(try whole(operation.value, operation))) { _ in .added }
    default: throw unknown(operation, "read, add")
    }
  }

  private static let set = LogSpecification(
    "set", "a set, empty at first",
    functions: "add VALUE, remove VALUE, contains VALUE (true or false), read [VALUE...]",
    MembershipSet()
  ) { operation throws(LogError) in
    let value = operation.value.text
    switch operation.function {
    case "add": return try outcome(operation, .add(value)) { _ in .done }
    case "remove": return try outcome(operation, .remove(value)) { _ in .done }
    case "contains":
      return try outcome(operation, .contains(value)) { answer throws(LogError) in
        guard ["true", "false"].contains(answer.text) else {
          throw LogError(operation.endLine, "contains answers true or false, not \(answer.text)")
        }
        return .isMember(answer.text == "true")
      }
    case "read":
      return try outcome(operation, .read) { answer throws(LogError) in
        .elements(try elements(answer, operation).sorted())
      }
    default: throw unknown(operation, "add, remove, contains, read")
    }
  }

  private static func elements(_ value: LogValue, _ operation: OperationLog.Operation) throws(LogError)
    -> [String]
  {
    guard let items = value == .nothing ? [] : value.items else {
      throw LogError(operation.endLine, "\(value.text) is no list")
    }
    return items.map(\.text)
  }

  private static let queue = LogSpecification(
    "queue", "a first-in first-out queue, empty at first",
    functions: "enqueue VALUE, dequeue; a dequeue that fails has found nothing", FIFOQueue()
  ) { operation throws(LogError) in
    switch operation.function {
    case "enqueue": return try outcome(operation, .enqueue(operation.value.text)) { _ in .enqueued }
    case "dequeue":
      if let end = operation.end, end.kind == .fail { return .operation(.dequeue, .empty) }
      return try outcome(operation, .dequeue) { .item($0.text) }
    default: throw unknown(operation, "enqueue, dequeue")
    }
  }

  private static let lists = LogSpecification(
    "list-append", "a list for each key, empty at first",
    functions: "append VALUE, read [VALUE...]; KEY in a field of its own, or [KEY VALUE]", AppendLists()
  ) { operation throws(LogError) in
    let (key, value) = try keyAndValue(operation, operation.value)
    switch operation.function {
    case "append": return try outcome(operation, .append(key, value.text)) { _ in .appended }
    case "read", "r":
      return try outcome(operation, .read(key)) { answer throws(LogError) in
        .list(try elements(try keyAndValue(operation, answer).value, operation))
      }
    default: throw unknown(operation, "append, read")
    }
  }
}
