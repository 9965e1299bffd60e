import AdversaryContract

struct Adversary: AdversaryProtocol {
  mutating func next(_ view: View) -> Int {
    let lowest = view.processes.map(\.round).min() ?? 1
    let harmless = view.messages.first { message in
      let receiver = view.processes[message.to]
      return receiver.round == lowest && message.round == lowest && message.value != receiver.estimate
    }
    return harmless?.id ?? view.messages[0].id
  }
}
