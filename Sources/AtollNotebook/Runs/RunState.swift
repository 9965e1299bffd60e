import Atoll
import AtollCourse

/// A run at one moment, with all that is needed to come to it again.
struct RunState: Sendable {
  let entry: Course.ModelEntry
  var settings: Settings
  var seed: UInt64
  var run: any Simulating
  /// The commands that led here from the beginning of the run.
  var script: [String] = []
  /// Whether the last command was stopped before it was done.
  var wasInterrupted = false
  /// How many steps the last `step` or `run` made.
  var stepsDone = 0

  /// The beginning of a run.
  init(_ entry: Course.ModelEntry, _ settings: Settings, seed: UInt64) {
    self.entry = entry
    self.settings = settings
    self.seed = seed
    run = entry.model.begin(settings, seed: seed)
  }

  /// How many ticks a client waits.
  var patience: Int {
    entry.model.settings.contains { $0.name == "patience" } ? settings.integer("patience") : 1000
  }

  /// The node with a name.
  func node(_ name: String) throws(CommandError) -> NodeID {
    guard let place = run.names.firstIndex(of: name) else {
      throw .unknown("node", name, known: run.names)
    }
    return NodeID(place)
  }

  /// The event with a number, written `e5`.
  func event(_ word: String) throws(CommandError) -> Int {
    guard word.hasPrefix("e"), let number = Int(word.dropFirst()), word == "e\(number)" else {
      throw CommandError("\"\(word)\" is no event", next: "events are named e1, e2 and so on")
    }
    guard (1...max(1, run.eventCount)).contains(number), run.eventCount > 0 else {
      throw CommandError(
        "there is no event e\(number)",
        next: run.eventCount == 0
          ? "nothing has happened yet; \"follow\" takes up a run that \"explore\" showed"
          : "the run has e1 to e\(run.eventCount)")
    }
    return number
  }
}
