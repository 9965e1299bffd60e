/// One transaction of a history: what it reads and writes, and whether it was committed.
package struct Transaction: Hashable, Sendable {
  /// One read or write within a transaction.
  package enum Step: Hashable, Sendable {
    /// Puts a value behind a key's list.
    case append(String, String)
    /// Replaces a key's value.
    case write(String, String)
    /// Reads a key: its list, or for a register a list of its one value, empty where nothing was written yet.
    case read(String, [String])
  }

  /// What became of it.
  package enum Status: Hashable, Sendable { case committed, aborted, unknown }

  /// Its number, from 1.
  package let number: Int
  /// Who asked for it.
  package let client: String
  /// What it does, in order.
  package let steps: [Step]
  /// What became of it.
  package let status: Status
  /// The place of the invocation among all invocations and responses.
  package let invoked: Int
  /// The place of the response; none where there is none.
  package let returned: Int?

  /// Makes a transaction.
  package init(
    number: Int, client: String, steps: [Step], status: Status, invoked: Int, returned: Int?
  ) {
    self.number = number
    self.client = client
    self.steps = steps
    self.status = status
    self.invoked = invoked
    self.returned = returned
  }

  /// The transaction in words: `append x 1, read y [2]`.
  package var words: String {
    steps.map { step in
      switch step {
      case .append(let key, let value): "append \(value) to \(key)"
      case .write(let key, let value): "write \(key)=\(value)"
      case .read(let key, let values): "read \(key) [\(values.joined(separator: " "))]"
      }
    }.joined(separator: ", ")
  }
}
