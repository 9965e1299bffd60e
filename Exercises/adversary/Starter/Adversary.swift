import AdversaryContract

/// A scheduler that keeps the protocol `adopt` undecided.
///
/// Grade it as often as you like: `atoll grade adversary`. `atoll hint adversary` helps in small steps.
struct Adversary: AdversaryProtocol {
  init() {
  }

  mutating func next(_ view: View) -> Int {
    // TODO: choose the message by which nobody decides. The task is in README.md.
    view.messages[0].id
  }
}
