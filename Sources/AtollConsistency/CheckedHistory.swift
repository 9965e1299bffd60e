import Atoll

/// A history together with its standard, as integers: what all checkers work on.
package struct CheckedHistory {
  /// One operation.
  package struct Operation {
    /// Its number, for the reader.
    package let number: Int
    /// Its client, an index into `clients`.
    package let client: Int
    /// The independent object that it is about.
    package let object: Int
    /// What was asked, numbered by the step table.
    let request: Int
    /// What was answered, numbered by the step table; -1 while it is pending.
    private(set) var reply: Int
    /// The place of the invocation among all invocations and responses.
    package let invoked: Int
    /// The place of the response, `Int.max` while the operation is pending.
    package private(set) var returned: Int
    /// Whether it leaves every state as it is.
    private(set) var isRead: Bool
    private let isReadWhenPending: Bool
    /// The answer that the history has for it, even if that was forgotten since; -1 where there was none.
    let answered: Int

    /// Whether it has no response.
    package var isPending: Bool { returned == .max }

    /// Forgets the response: the operation is pending for ever.
    mutating func weaken() {
      (reply, returned, isRead) = (-1, .max, isReadWhenPending)
    }

    /// Puts another answer in the place of the one that was given.
    mutating func answer(_ other: Int) { (reply, isRead) = (other, isReadWhenPending) }

    init(
      number: Int, client: Int, object: Int, request: Int, reply: Int, invoked: Int, returned: Int,
      isRead: (answered: Bool, pending: Bool)
    ) {
      (self.number, self.client, self.object) = (number, client, object)
      (self.request, self.reply, self.invoked, self.returned) = (request, reply, invoked, returned)
      (self.isRead, isReadWhenPending) = isRead
      answered = reply
    }

    /// Whether this operation ended before another began.
    func precedes(_ other: Operation) -> Bool { returned < other.invoked }
  }

  /// The operations in the order of their invocations; refused ones are left out.
  package private(set) var operations: [Operation]
  /// The clients' names.
  package let clients: [String]
  /// The names of the independent objects.
  package let objects: [String]
  /// What each request does.
  let steps: StepTable
  /// How many operations were refused.
  package let refusedCount: Int
  /// Whether nobody wants the answer any more: the searches ask from time to time, and end as at a limit.
  package var isStopped: @Sendable () -> Bool = { false }

  /// Numbers a history's operations by a specification.
  ///
  /// - Parameter text: A request or a reply in words.
  package init<S: SequentialSpecification>(
    _ history: History<S.Request, S.Reply>, _ specification: S, text: @escaping (Any) -> String
  ) {
    let steps = SpecificationSteps(specification)
    var clients = Numbering()
    var objects = Numbering()
    let entries = history.entries.filter { entry in
      !(entry.reply.map { specification.isRefusal($0) } ?? false)
    }.sorted { $0.invoked < $1.invoked }
    operations = entries.map { entry in
      let isPending = entry.returned == nil
      let reply = isPending ? nil : entry.reply
      return Operation(
        number: entry.number, client: clients.number(entry.client),
        object: objects.number(specification.object(of: entry.request) ?? ""),
        request: steps.number(entry.request), reply: reply.map { steps.number($0) } ?? -1,
        invoked: entry.invoked, returned: entry.returned ?? .max,
        isRead: (
          specification.isRead(entry.request, answered: reply),
          specification.isRead(entry.request, answered: nil)
        ))
    }
    self.clients = clients.names
    self.objects = objects.names
    self.steps = steps
    refusedCount = history.entries.count - entries.count
    requestText = { text(steps.requests[$0]) }
    replyText = { text(steps.replies[$0]) }
    access = { operation in
      specification.access(
        steps.requests[operation.request],
        answered: operation.reply < 0 ? nil : steps.replies[operation.reply])
    }
  }

  /// What an operation does to a register, as far as that is known.
  let access: (Operation) -> RegisterAccess?
  /// A reply in words.
  let replyText: (_ reply: Int) -> String
  /// A request in words.
  let requestText: (_ request: Int) -> String

  /// What an operation asked and was answered, in words; the answer is there even when it was forgotten since.
  package func words(of operation: Operation) -> (request: String, reply: String?) {
    (requestText(operation.request), operation.answered < 0 ? nil : replyText(operation.answered))
  }

  /// The history of some of the operations.
  func keeping(_ operations: [Operation]) -> CheckedHistory {
    var part = self
    part.operations = operations
    return part
  }

  /// The history in which some of the operations, by their places, are pending for ever.
  func weakening(where isWeakened: (Int) -> Bool) -> CheckedHistory {
    var weaker = self
    for place in operations.indices where isWeakened(place) { weaker.operations[place].weaken() }
    return weaker
  }

  /// The history in which an operation was answered otherwise.
  func answering(_ place: Int, _ reply: Int) -> CheckedHistory {
    var other = self
    other.operations[place].answer(reply)
    return other
  }

  /// The parts of the history, one for each independent object.
  var parts: [CheckedHistory] {
    guard objects.count > 1 else { return operations.isEmpty ? [] : [self] }
    var byObject: [[Operation]] = Array(repeating: [], count: objects.count)
    for operation in operations { byObject[operation.object].append(operation) }
    return byObject.filter { !$0.isEmpty }.map(keeping)
  }
}

/// Numbers names in the order in which they are met.
struct Numbering {
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]

  mutating func number(_ name: String) -> Int {
    if let number = numbers[name] { return number }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
