import Atoll
import AtollText

/// Links that somebody holds.
extension RunSession {
  /// `link A B NAME=VALUE…`: changes the link from A to B alone. `tamper=NAME`: somebody takes hold of it, listens
  /// there, or lets it go.
  func oneLink(_ words: [String], _ state: inout RunState) throws(CommandError) -> [OutputLine] {
    let (from, to) = try ends(words, state)
    let name = "the link from \(words[0]) to \(words[1])"
    let changes = words.dropFirst(2)
    guard changes.contains(where: { $0.hasPrefix("tamper=") }) else {
      guard !changes.isEmpty else { throw CommandError("what becomes of \(name)?", next: advice(state)) }
      var link = state.run.link(from: from, to: to)
      for word in changes { try LinkWords.set(word, in: &link) }
      state.run.setLink(link, from: from, to: to)
      return [OutputLine("\(name): \(link)")]
    }
    let parts = changes.joined(separator: " ").split(separator: "=", maxSplits: 1).map(String.init)
    guard changes.count == 1, parts.count == 2 else {
      throw CommandError("what becomes of \(name)?", next: advice(state))
    }
    return try tamper(parts[1], name, from, to, &state)
  }

  private func tamper(
    _ way: String, _ link: String, _ from: NodeID, _ to: NodeID, _ state: inout RunState
  ) throws(CommandError) -> [OutputLine] {
    let ends = "\(state.run.names[from.index]) \(state.run.names[to.index])"
    switch way {
    case "listen":
      state.run.listen(from: from, to: to)
      return [OutputLine("somebody listens on \(link); \"link \(ends)\" tells what", .fault)]
    case "no":
      state.run.releaseLink(from: from, to: to)
      return [OutputLine("nobody holds \(link)", .fault)]
    default:
      let known = state.entry.model.adversaries(state.settings)
      guard let adversary = known.first(where: { $0.name == way }) else {
        throw .unknown("way to tamper", way, known: known.map(\.name) + ["listen", "no"])
      }
      guard adversary.takeHold(of: &state.run, from: from, to: to) else {
        throw CommandError("nobody can take hold of a link of this run", next: "say: restart")
      }
      return [OutputLine("\(link): \(adversary.summary)", .fault)]
    }
  }

  /// `link A B`: what was overheard there.
  func overheard(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    let (from, to) = try ends(words, state)
    let heard = state.run.overheardWords(from: from, to: to)
    let lines = heard.map { OutputLine("  \($0)") }
    return [OutputLine("overheard from \(words[0]) to \(words[1]): \(heard.count.of("message"))")] + lines
  }

  private func ends(_ words: [String], _ state: RunState) throws(CommandError) -> (from: NodeID, to: NodeID) {
    guard words.count >= 2 else {
      throw CommandError("the link from \(words.first ?? "") to which node?", next: advice(state))
    }
    let (from, to) = (try state.node(words[0]), try state.node(words[1]))
    guard from != to else { throw CommandError("\(words[0]) has no link to itself") }
    return (from, to)
  }

  private func advice(_ state: RunState) -> String {
    let names = state.entry.model.adversaries(state.settings).map(\.name) + ["listen", "no"]
    let two = state.run.names.prefix(2).joined(separator: " ")
    return "say: link \(two) loss=0.5, or tamper=NAME with one of \(names.joined(separator: ", "))"
  }
}
