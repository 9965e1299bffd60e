/// Reads transactions out of a log: `:f :txn`, `:value [[:append x 1] [:r y nil]]`, as Elle has them.
package enum TransactionLog {
  /// The transactions of a log.
  ///
  /// - Throws: `LogError` with the line of what is no transaction.
  package static func transactions(_ log: OperationLog) throws(LogError) -> [Transaction] {
    var transactions: [Transaction] = []
    var isList: Bool?
    for operation in log.operations {
      guard operation.function == "txn" else {
        throw LogError(
          operation.line, "there is no function \(operation.function)", next: "each operation is a txn")
      }
      let status: Transaction.Status =
        switch operation.end?.kind {
        case .ok: .committed
        case .fail: .aborted
        default: .unknown
        }
      let isAnswered = status == .committed
      let value = isAnswered ? operation.end?.value ?? .nothing : operation.value
      let line = isAnswered ? operation.endLine ?? operation.line : operation.line
      guard let items = value.items else {
        throw LogError(line, "a txn is a list of reads and writes", next: "say: [[:append x 1] [:r y nil]]")
      }
      var steps: [Transaction.Step] = []
      for item in items {
        let step = try step(item, line)
        switch step {
        case .append, .write:
          let appends = if case .append = step { true } else { false }
          guard isList ?? appends == appends else {
            throw LogError(line, "appends and writes stand in one log", next: "check them apart")
          }
          isList = appends
          steps.append(step)
        // What a transaction without an answer has read is not known.
        case .read: if isAnswered { steps.append(step) }
        }
      }
      transactions.append(
        Transaction(
          number: operation.number, client: operation.client, steps: steps, status: status,
          invoked: operation.invoked, returned: status == .unknown ? nil : operation.end?.place))
    }
    return transactions
  }

  private static func step(_ item: LogValue, _ line: Int) throws(LogError) -> Transaction.Step {
    guard let parts = item.items, parts.count == 3 else {
      throw LogError(
        line, "\(item.text) is no read or write", next: "say: [:append x 1], [:w x 1] or [:r x nil]")
    }
    let (key, value) = (parts[1].text, parts[2])
    switch parts[0].text {
    case "append": return .append(key, value.text)
    case "w", "write": return .write(key, value.text)
    case "r", "read": return .read(key, value == .nothing ? [] : value.items?.map(\.text) ?? [value.text])
    default:
      throw LogError(line, "there is no step \(parts[0].text) in a txn", next: "there are: append, w, r")
    }
  }
}
