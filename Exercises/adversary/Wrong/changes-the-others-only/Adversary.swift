import AdversaryContract

/// The process that differs speaks to the others; to it, the first comes that is there.
struct Adversary: AdversaryProtocol {
  mutating func next(_ view: View) -> Int {
    let lowest = view.processes.map(\.round).min() ?? 1
    let ones = view.processes.filter { $0.estimate == 1 }.count
    let rare = ones == 1 ? 1 : 0
    let chosen = view.messages.first {
      $0.round == lowest && view.processes[$0.to].round == lowest && $0.value != rare
    }
    return chosen?.id ?? view.messages[0].id
  }
}
