import Atoll

/// Requests and replies of the specifications in words: `write 1`, `cas 1 to 2`, `ok`.
package enum OperationWording {
  /// A request or a reply; other types by `ValueText`.
  package static func text(_ value: Any) -> String {
    switch value {
    case let value as ReadWriteRegister.Request: text(value)
    case let value as CompareAndSetRegister.Request: text(value)
    case let value as KeyValueStore.Request: text(value)
    case let value as Counter.Request: text(value)
    case let value as MembershipSet.Request: text(value)
    case let value as FIFOQueue.Request: text(value)
    case let value as AppendLists.Request: text(value)
    default: reply(value)
    }
  }

  private static func text(_ request: ReadWriteRegister.Request) -> String {
    switch request {
    case .read: "read"
    case .write(let value): "write \(value)"
    }
  }

  private static func text(_ request: CompareAndSetRegister.Request) -> String {
    switch request {
    case .read: "read"
    case .write(let value): "write \(value)"
    case .compareAndSet(let from, let to): "cas \(from) to \(to)"
    }
  }

  private static func text(_ request: KeyValueStore.Request) -> String {
    switch request {
    case .get(let key): "get \(key)"
    case .put(let key, let value): "put \(key)=\(quoted(value))"
    case .append(let key, let value): "append \(quoted(value)) to \(key)"
    }
  }

  private static func text(_ request: Counter.Request) -> String {
    switch request {
    case .read: "read"
    case .add(let amount): "add \(amount)"
    }
  }

  private static func text(_ request: MembershipSet.Request) -> String {
    switch request {
    case .add(let element): "add \(element)"
    case .remove(let element): "remove \(element)"
    case .contains(let element): "contains \(element)"
    case .read: "read"
    }
  }

  private static func text(_ request: FIFOQueue.Request) -> String {
    switch request {
    case .enqueue(let item): "enqueue \(item)"
    case .dequeue: "dequeue"
    }
  }

  private static func text(_ request: AppendLists.Request) -> String {
    switch request {
    case .append(let key, let element): "append \(element) to \(key)"
    case .read(let key): "read \(key)"
    }
  }

  private static func reply(_ value: Any) -> String {
    switch value {
    case ReadWriteRegister.Reply.value(let value), CompareAndSetRegister.Reply.value(let value): value
    case KeyValueStore.Reply.value(let value): quoted(value)
    case CompareAndSetRegister.Reply.mismatch: "mismatch"
    case Counter.Reply.value(let number): "\(number)"
    case MembershipSet.Reply.isMember(let isMember): isMember ? "yes" : "no"
    case MembershipSet.Reply.elements(let elements): "{\(elements.joined(separator: " "))}"
    case FIFOQueue.Reply.item(let item): item
    case FIFOQueue.Reply.empty: "nothing"
    case AppendLists.Reply.list(let list): "[\(list.joined(separator: " "))]"
    case is ReadWriteRegister.Reply, is CompareAndSetRegister.Reply, is KeyValueStore.Reply,
      is Counter.Reply, is MembershipSet.Reply, is FIFOQueue.Reply, is AppendLists.Reply:
      "ok"
    default: ValueText(names: []).text(value)
    }
  }

  /// A text that would be missed or misread without quotation marks gets them.
  private static func quoted(_ text: String) -> String {
    text.isEmpty || text.contains(where: \.isWhitespace) ? "\"\(text)\"" : text
  }
}
