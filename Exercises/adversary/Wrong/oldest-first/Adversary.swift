import AdversaryContract

struct Adversary: AdversaryProtocol {
  mutating func next(_ view: View) -> Int {
    view.messages.max { $0.age < $1.age }?.id ?? 0
  }
}
