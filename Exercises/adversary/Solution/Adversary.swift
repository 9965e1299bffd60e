import AdversaryContract

/// Keeps `adopt` undecided for ever, fairly: each process hears a different value first in each round.
struct Adversary: AdversaryProtocol {
  mutating func next(_ view: View) -> Int {
    // What comes too late to count does no harm: away with it, so that nothing gets old.
    if let late = view.messages.first(where: { $0.round < view.processes[$0.to].round }) { return late.id }
    // Nobody runs ahead: whoever is in the lowest round hears, of that round, a value that is not its own.
    let lowest = view.processes.map(\.round).min() ?? 1
    let harmless = view.messages.first { message in
      let receiver = view.processes[message.to]
      return receiver.round == lowest && message.round == lowest && message.value != receiver.estimate
    }
    return harmless?.id ?? view.messages[0].id
  }
}
