import Atoll

/// A history of registers: who writes what, and from which writes each read can have read.
struct RegisterHistory {
  /// An operation on a register.
  struct Access {
    let operation: CheckedHistory.Operation
    /// The register's number.
    let register: Int
    let access: RegisterAccess
    /// The writes that a read may have read from, most likely ones first; none where it has read nothing. A register's
    /// initial value counts as a write: `initial(of:)`.
    var sources: [Int] = []

    var isRead: Bool { access.reading != .nothing }
    var isWrite: Bool { access.written != nil }
  }

  /// The operations in the order of their invocations.
  let accesses: [Access]
  /// The number of registers.
  let registerCount: Int
  /// The places of each client's operations, by client.
  let sessions: [[Int]]
  /// The places of all writes to each register.
  let writes: [[Int]]

  /// The history, if all its operations are of registers.
  init?(_ history: CheckedHistory) {
    var registers = Numbering()
    var accesses: [Access] = []
    for operation in history.operations {
      guard let access = history.access(operation) else { return nil }
      accesses.append(
        Access(operation: operation, register: registers.number(access.register), access: access))
    }
    var sessions: [[Int]] = Array(repeating: [], count: history.clients.count)
    var writes: [[Int]] = Array(repeating: [], count: registers.names.count)
    for (place, access) in accesses.enumerated() {
      sessions[access.operation.client].append(place)
      if access.isWrite { writes[access.register].append(place) }
    }
    for place in accesses.indices where accesses[place].isRead {
      accesses[place].sources = Self.sources(place, accesses, writes[accesses[place].register])
    }
    registerCount = registers.names.count
    self.accesses = accesses
    self.sessions = sessions
    self.writes = writes
  }

  /// The pseudo-write that gives a register its initial value.
  func initial(of register: Int) -> Int { accesses.count + register }

  /// Whether an operation stands before another in their client's order: it had returned.
  func isBefore(_ place: Int, _ other: Int) -> Bool {
    accesses[place].operation.client == accesses[other].operation.client
      && accesses[place].operation.precedes(accesses[other].operation)
  }

  /// The writes that a read fits; those that began latest before the read returned come first.
  private static func sources(_ read: Int, _ accesses: [Access], _ writes: [Int]) -> [Int] {
    let reading = accesses[read].access.reading
    let fitting = writes.filter { $0 != read && reading.fits(accesses[$0].access.written ?? "") }
    let end = accesses[read].operation.returned
    let earlier = fitting.filter { accesses[$0].operation.invoked < end }.reversed()
    let later = fitting.filter { accesses[$0].operation.invoked > end }
    let initial = accesses.count + accesses[read].register
    return earlier + (reading.fits(accesses[read].access.initial) ? [initial] : []) + later
  }
}
