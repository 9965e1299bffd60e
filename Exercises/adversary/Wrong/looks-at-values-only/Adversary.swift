import AdversaryContract

struct Adversary: AdversaryProtocol {
  mutating func next(_ view: View) -> Int {
    if let late = view.messages.first(where: { $0.round < view.processes[$0.to].round }) { return late.id }
    let differing = view.messages.last { $0.value != view.processes[$0.to].estimate }
    return differing?.id ?? view.messages[0].id
  }
}
