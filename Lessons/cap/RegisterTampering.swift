import Atoll

/// Who may take hold of a link of the two-node register.
extension LinkTampering {
  private static let garbled = "somebody puts 9 for every value that it carries"

  /// Changes the values that nodes of policy `cp` tell each other.
  static let garbleConsistent = LinkTampering("garble", garbled, among: ConsistentRegister.self) {
    run, from, to in
    run.modifyMessages(from: from, to: to) { message, _ in
      switch message {
      case .have(let id, var copy):
        copy.value = "9"
        return .have(id, copy)
      case .store(let id, let key, var copy):
        copy.value = "9"
        return .store(id, key, copy)
      case .ask, .stored: return message
      }
    }
  }

  /// Changes the values that nodes of policy `ap` tell each other.
  static let garbleAvailable = LinkTampering("garble", garbled, among: AvailableRegister.self) {
    run, from, to in
    run.modifyMessages(from: from, to: to) { message, _ in
      switch message {
      case .copy(let key, let versions): .copy(key, versions.map { $0.with(value: "9") })
      case .received: message
      }
    }
  }

  /// Confirms the last operation in the name of a node that has not stored anything.
  static let confirm = LinkTampering(
    "confirm", "somebody confirms the last operation in the sender's name", among: ConsistentRegister.self
  ) { run, from, to in
    guard let last = run.clientOperations.last(where: { $0.node == to }) else { return }
    run.forge(.stored(last.id), from: from, to: to)
  }
}
