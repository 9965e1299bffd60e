import APRegisterContract
import Atoll

/// A register that always answers, keeps values that were written without knowledge of each other, and converges.
struct APRegister: APRegisterNode {
  enum TimerName: Hashable, Codable { case tellAgain }

  let timeout: Int
  private(set) var versions: [Version] = []
  /// The nodes that have not confirmed what this one holds.
  private var missing: NodeSet = []

  init(timeout: Int) { self.timeout = timeout }

  mutating func handle(_ request: RegisterRequest, id: RequestID, _ context: inout Context) {
    switch request {
    case .read: context.reply(.values(versions.map(\.value).sorted()), to: id)
    case .write(let value):
      var seen = Array(repeating: 0, count: context.clusterSize)
      for version in versions { seen = zip(seen, version.seen).map(max) }
      seen[context.id.index] += 1
      versions = [Version(value: value, seen: seen)]
      context.reply(.ok, to: id)
      missing = NodeSet(context.peers)
      tell(&context)
    }
  }

  mutating func receive(_ message: APMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .here(let others):
      merge(others)
      context.send(.received(others), to: sender)
    case .received(let others):
      guard others == versions else { return }
      missing.remove(sender)
    }
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) { tell(&context) }

  private func tell(_ context: inout Context) {
    for peer in missing { context.send(.here(versions), to: peer) }
    context.setTimer(.tellAgain, after: timeout)
  }

  private mutating func merge(_ others: [Version]) {
    let all = versions + others.filter { !versions.contains($0) }
    versions = all.filter { version in !all.contains { replaces($0, version) } }
      .sorted { $0.seen.lexicographicallyPrecedes($1.seen) }
  }

  /// Whether a version was written in the knowledge of another.
  private func replaces(_ new: Version, _ old: Version) -> Bool {
    new != old && zip(new.seen, old.seen).allSatisfy { $0 >= $1 }
  }
}
