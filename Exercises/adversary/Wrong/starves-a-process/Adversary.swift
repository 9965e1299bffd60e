import AdversaryContract

/// Lets two processes swap their values for ever, and the third wait.
struct Adversary: AdversaryProtocol {
  mutating func next(_ view: View) -> Int {
    let minority = (0...2).first { one in
      (0...2).allSatisfy { $0 == one || view.processes[$0].estimate != view.processes[one].estimate }
    }
    let pair = [minority ?? 0, (minority ?? 0) == 0 ? 1 : 0]
    let among = view.messages.filter { partners.contains($0.from) && partners.contains($0.to) }
    if partners.isEmpty { partners = pair }
    let lowest =
      view.processes.enumerated().filter { partners.contains($0.offset) }.map(\.element.round).min() ?? 1
    let chosen = among.first { $0.round == lowest && view.processes[$0.to].round == lowest }
    return
      (chosen ?? view.messages.first { pair.contains($0.from) && pair.contains($0.to) } ?? view.messages[0])
      .id
  }

  private var partners: [Int] = []

  init() {}
}
