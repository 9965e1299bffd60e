/// What transactions have read of each other, taken out of their steps.
///
/// A read that follows a write of the same transaction must show that write; what it shows beyond is what the transaction
/// has read from others. All reads of a key in one transaction must agree on that.
struct TransactionReads {
  /// What a transaction has read of a key from others.
  struct External {
    let reader: Int
    let key: String
    /// The list; for a register the one value. Empty where nothing was written yet.
    let values: [String]
  }

  private(set) var external: [External] = []
  /// For each key, who wrote which value.
  private(set) var writers: [String: [String: Int]] = [:]
  /// For each transaction and key, the last value that it writes.
  private(set) var lastWrites: [Int: [String: String]] = [:]
  /// What no isolation level allows, in one sentence; none where there is nothing.
  private(set) var anomaly: String?
  /// Whether two transactions write the same value to the same key: then reads do not tell whom they have read from.
  private(set) var isAmbiguous = false

  init(_ transactions: [Transaction]) {
    for (place, transaction) in transactions.enumerated() { addWrites(place, transaction) }
    for (place, transaction) in transactions.enumerated() where transaction.status == .committed {
      addReads(place, transaction)
    }
    if !isAmbiguous { lookForDirtyReads(transactions) }
  }

  private mutating func addWrites(_ place: Int, _ transaction: Transaction) {
    for case (let key, let value) in transaction.steps.compactMap(\.written) {
      if writers[key, default: [:]].updateValue(place, forKey: value) != nil { isAmbiguous = true }
      lastWrites[place, default: [:]][key] = value
    }
  }

  private mutating func addReads(_ place: Int, _ transaction: Transaction) {
    var own: [String: [String]] = [:]
    var seen: [String: [String]] = [:]
    for step in transaction.steps {
      switch step {
      case .append(let key, let value): own[key, default: []].append(value)
      case .write(let key, let value): own[key] = [value]
      case .read(let key, let values):
        let mine = own[key] ?? []
        let isRegister = transaction.writesWhole(key)
        let rest = isRegister && !mine.isEmpty ? [] : Array(values.dropLast(mine.count))
        if Array(values.suffix(mine.count)) != mine {
          anomaly = anomaly ?? "T\(transaction.number) does not read its own write to \(key)"
        } else if isRegister && !mine.isEmpty {
          break
        } else if let before = seen[key], before != rest {
          anomaly = anomaly ?? "T\(transaction.number) reads two states of \(key)"
        } else if seen[key] == nil {
          seen[key] = rest
          external.append(External(reader: place, key: key, values: rest))
        }
      }
    }
  }

  /// Reads of what was never written, was taken back, or was replaced by the same transaction.
  private mutating func lookForDirtyReads(_ transactions: [Transaction]) {
    for read in external {
      for value in read.values {
        guard let writer = writers[read.key]?[value] else {
          anomaly =
            anomaly
            ?? "T\(transactions[read.reader].number) reads \(value) of \(read.key), which nobody wrote"
          continue
        }
        if transactions[writer].status == .aborted {
          anomaly =
            anomaly
            ?? "T\(transactions[read.reader].number) reads \(value) of \(read.key), which T\(transactions[writer].number) wrote and took back (G1a, aborted read)"
        }
      }
      guard let last = read.values.last, let writer = writers[read.key]?[last], writer != read.reader,
        lastWrites[writer]?[read.key] != last
      else { continue }
      anomaly =
        anomaly
        ?? "T\(transactions[read.reader].number) reads \(last) of \(read.key), which is not the last that T\(transactions[writer].number) wrote there (G1b, intermediate read)"
    }
  }
}

extension Transaction.Step {
  /// The key and the value that it writes.
  var written: (key: String, value: String)? {
    switch self {
    case .append(let key, let value), .write(let key, let value): (key, value)
    case .read: nil
    }
  }
}

extension Transaction {
  /// Whether it replaces a key's value, as a register's.
  func writesWhole(_ key: String) -> Bool {
    steps.contains { if case .write(key, _) = $0 { true } else { false } }
  }
}
