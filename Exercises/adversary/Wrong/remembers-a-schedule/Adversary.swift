import AdversaryContract

/// Knows which of the three differs at the beginning: a with 0, then a with 1, and so on.
struct Adversary: AdversaryProtocol {
  mutating func next(_ view: View) -> Int {
    if let late = view.messages.first(where: { $0.round < view.processes[$0.to].round }) { return late.id }
    let lowest = view.processes.map(\.round).min() ?? 1
    let chosen = view.messages.first { message in
      message.round == lowest && view.processes[message.to].round == lowest
        && (message.to == 0 || message.from == 0)
    }
    return chosen?.id ?? view.messages[0].id
  }
}
