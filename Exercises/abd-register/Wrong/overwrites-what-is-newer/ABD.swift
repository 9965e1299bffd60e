import ABDContract
import Atoll

struct ABD: ABDReplica {
  struct Operation: Hashable, Codable, Sendable {
    let id: RequestID
    let isRead: Bool
    var found: Copy
    var isStoring = false
    var heard: NodeSet
  }

  private(set) var copy = Copy()
  private var operation: Operation?

  init() {}

  mutating func handle(_ request: ABDRequest, id: RequestID, _ context: inout Context) {
    switch request {
    case .read:
      operation = Operation(id: id, isRead: true, found: copy, heard: [context.id])
      context.broadcast(.ask(id))
    case .write(let value):
      let new = Copy(value, version: copy.version + 1)
      operation = Operation(id: id, isRead: false, found: new, heard: [])
      store(&context)
    }
  }

  mutating func receive(_ message: ABDMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .ask(let id): context.send(.have(id, copy), to: sender)
    case .store(let id, let other):
      copy = other
      context.send(.stored(id), to: sender)
    case .have(let id, let other):
      guard id == operation?.id, operation?.isStoring == false else { return }
      if let found = operation?.found, other.version > found.version { operation?.found = other }
      hear(sender, &context)
    case .stored(let id):
      guard id == operation?.id, operation?.isStoring == true else { return }
      hear(sender, &context)
    }
  }

  /// One more has answered: goes on with a majority.
  private mutating func hear(_ sender: NodeID, _ context: inout Context) {
    operation?.heard.insert(sender)
    guard let operation, operation.heard.count >= context.majority else { return }
    if operation.isStoring {
      finish(operation, &context)
    } else {
      store(&context)
    }
  }

  private mutating func store(_ context: inout Context) {
    guard var operation else { return }
    operation.isStoring = true
    operation.heard = [context.id]
    self.operation = operation
    keep(operation.found)
    context.broadcast(.store(operation.id, operation.found))
  }

  private mutating func finish(_ done: Operation, _ context: inout Context) {
    context.reply(done.isRead ? .value(done.found.value) : .ok, to: done.id)
    operation = nil
  }

  private mutating func keep(_ other: Copy) {
    if other.version > copy.version { copy = other }
  }
}
