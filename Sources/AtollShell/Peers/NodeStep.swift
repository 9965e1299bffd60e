import Atoll
import AtollNotebook

/// One step of `atoll nodes`: the same words as in the notebook, for what can be done to processes.
enum NodeStep {
  /// A client at a node asks for something.
  case ask(Int, any Hashable & Sendable, asked: String)
  /// The links from one group to another are cut, or all links between groups.
  case cut([[Int]], isOneWay: Bool)
  /// All links carry messages again.
  case heal
  /// A node's process is killed.
  case crash(Int)
  /// A new process comes back with the node's stable state.
  case recover(Int)
  /// Time passes.
  case wait(milliseconds: Int)

  /// How to write steps, for the help page.
  static let usage =
    "what the model's clients can ask, such as write a x=1; partition {a} {b}; partition {a} -> {b}; heal; crash NODE; "
    + "recover NODE; run MILLISECONDS"

  /// The steps of a model's demonstration that can be done to processes.
  static func demonstration(of model: any Model.Type) -> [String] {
    let words = ["partition", "heal", "crash", "recover", "run"] + model.commands.map(\.name)
    return model.demonstration.filter { line in words.contains { line == $0 || line.hasPrefix("\($0) ") } }
      .map { $0 == "run" ? "run 300" : $0 }
  }

  /// Reads a step. The simulation has carried it out already, so its words are right.
  init(_ text: String, model: any Model.Type, names: [String]) throws(CommandError) {
    func node(_ name: String) throws(CommandError) -> Int {
      guard let index = names.firstIndex(of: name) else { throw .unknown("node", name, known: names) }
      return index
    }
    let words = text.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("partition", _):
      var groups: [[Int]] = []
      for match in text.matches(of: /\{([^}]*)\}/) {
        var group: [Int] = []
        for name in match.1.split(whereSeparator: { $0 == " " || $0 == "," }) {
          group.append(try node(String(name)))
        }
        groups.append(group)
      }
      let isOneWay = text.contains("->")
      // Nodes that are not named are one more group, as in the simulation.
      let rest = names.indices.filter { index in !groups.contains { $0.contains(index) } }
      self = .cut(isOneWay || rest.isEmpty ? groups : groups + [rest], isOneWay: isOneWay)
    case ("heal", 1): self = .heal
    case ("crash", 2): self = .crash(try node(words[1]))
    case ("recover", 2): self = .recover(try node(words[1]))
    case ("run", 2): self = .wait(milliseconds: min(Int(words[1]) ?? 0, 10_000))
    default:
      guard let command = model.commands.first(where: { $0.name == words.first }), words.count > 1 else {
        throw CommandError(
          "\"\(text)\" is no step of nodes", next: "steps, each in quotes: \(NodeStep.usage)")
      }
      do {
        let request = try command.request(Array(words.dropFirst(2)), names)
        let asked = ([words[0]] + words.dropFirst(2)).joined(separator: " ")
        self = .ask(try node(words[1]), request, asked: asked)
      } catch let error as ClientCommandError {
        throw CommandError(error.message)
      } catch let error as CommandError {
        throw error
      } catch {
        throw CommandError("\(error)")
      }
    }
  }
}
