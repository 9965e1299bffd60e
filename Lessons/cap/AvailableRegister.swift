import Atoll

/// A replicated register that always answers: policy `ap`.
///
/// A node answers from its own copy at once, and tells the others afterwards, again and again until each has
/// confirmed. When copies meet, a write that has seen another replaces it. Two writes that have not seen each other are
/// a conflict: `lww` (last writer wins) keeps one and drops the other; `union` keeps both and shows both to the reader.
public struct AvailableRegister: Node {
  /// What becomes of two writes that have not seen each other.
  public enum Merge: String, Hashable, Codable, Sendable { case lww, union }

  /// A written value, and how many writes of each node its writer had seen, this one included: a *version vector*.
  public struct Version: Hashable, Codable, Sendable, CustomStringConvertible {
    let value: String
    let writer: NodeID
    let seen: [Int]

    /// The same version with another value: what only somebody else can make of it.
    func with(value: String) -> Version { Version(value: value, writer: writer, seen: seen) }

    /// Whether this write was made in the knowledge of the other one.
    func replaces(_ other: Version) -> Bool { self != other && zip(seen, other.seen).allSatisfy { $0 >= $1 } }

    /// A number that grows from each write to those that replace it; ties go to the node.
    var rank: LamportTimestamp { LamportTimestamp(counter: seen.reduce(0, +), node: writer) }

    /// The value, and its version vector: `1@[1, 0]`.
    public var description: String { "\(value)@\(seen)" }
  }

  /// What the nodes say to each other: here is my copy of a key, and: I have taken this copy in.
  public enum Message: Hashable, Codable, Sendable {
    case copy(String, [Version])
    case received(String, [Version])
  }

  /// The one thing that a node waits for.
  public enum TimerName: Hashable, Codable, Sendable { case tellAgain }

  /// A node that is still to confirm this node's copy of a key.
  public struct Debt: Hashable, Codable, Sendable {
    let peer: NodeID
    let key: String
  }

  /// What the register answers.
  public typealias Reply = RegisterReply

  let merge: Merge
  /// How long a node waits for a confirmation before it tells again, in ticks.
  let timeout: Int
  var copies: [String: [Version]] = [:]
  var debts: [Debt] = []

  /// A node that holds nothing yet.
  public init(merge: Merge, timeout: Int) {
    self.merge = merge
    self.timeout = timeout
  }

  /// Everything is on disk.
  public static var stable: StableState<Self> { .everything }

  /// A node that comes back goes on telling the others.
  public mutating func recover(_ context: inout Context) { tell(debts, &context) }

  /// Answers at once, from this node's own copy.
  public mutating func handle(_ request: RegisterRequest, id: RequestID, _ context: inout Context) {
    let versions = copies[request.key, default: []]
    switch request {
    case .read:
      let values = versions.map(\.value)
      let value = values.first ?? "0"
      context.reply(values.count > 1 ? .values(values) : .value(value), to: id)
    case .write(let key, let value):
      var seen = Array(repeating: 0, count: context.clusterSize)
      for version in versions { seen = zip(seen, version.seen).map(max) }
      seen[context.id.index] += 1
      copies[key] = [Version(value: value, writer: context.id, seen: seen)]
      context.reply(.ok, to: id)
      owe(key, &context)
    }
  }

  /// Takes in another node's copy, or its confirmation.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .copy(let key, let versions):
      copies[key] = merged(copies[key, default: []], versions, key, &context)
      context.send(.received(key, versions), to: sender)
    case .received(let key, let versions):
      if copies[key] == versions { debts.removeAll { $0 == Debt(peer: sender, key: key) } }
      if debts.isEmpty { context.cancelTimer(.tellAgain) }
    }
  }

  /// Some node has not confirmed: tells it again.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) { tell(debts, &context) }

  private mutating func owe(_ key: String, _ context: inout Context) {
    let new = context.peers.map { Debt(peer: $0, key: key) }
    debts.removeAll { $0.key == key }
    debts += new
    tell(new, &context)
  }

  private func tell(_ debts: [Debt], _ context: inout Context) {
    guard !debts.isEmpty else { return }
    for debt in debts { context.send(.copy(debt.key, copies[debt.key, default: []]), to: debt.peer) }
    context.setTimer(.tellAgain, after: timeout)
  }

  private func merged(_ own: [Version], _ other: [Version], _ key: String, _ context: inout Context)
    -> [Version]
  {
    let all = (own + other.filter { !own.contains($0) }).sorted { $0.rank < $1.rank }
    let current = all.filter { version in !all.contains { $0.replaces(version) } }
    guard merge == .lww, current.count > 1, let last = current.last else { return current }
    for lost in current.dropLast() { context.note("\(key)=\(last.value) wins, \(key)=\(lost.value) is lost") }
    return [last]
  }
}
