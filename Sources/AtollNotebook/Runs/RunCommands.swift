/// A command of the notebook, for the reader: its word, how to write it, and what it does.
public struct CommandInfo: Hashable, Sendable {
  /// What a command is about.
  public enum Topic: String, Hashable, Sendable, CaseIterable {
    /// Reading lessons.
    case read = "read"
    /// Letting a model run.
    case run = "run"
    /// Breaking it.
    case breaking = "break"
    /// Looking at what happened.
    case look = "look"
    /// Exercises.
    case build = "build"
    /// The notebook itself.
    case notebook = "notebook"
  }

  /// The command's word.
  public let name: String
  /// How to write it.
  public let usage: String
  /// What it does, in half a sentence.
  public let summary: String
  /// What it is about.
  public let topic: Topic

  /// Makes an entry.
  public init(_ usage: String, _ topic: Topic, _ summary: String) {
    name = usage.split(separator: " ").first.map(String.init) ?? usage
    self.usage = usage
    self.summary = summary
    self.topic = topic
  }
}

/// The run commands: what lesson cells, scripts and the prompt have in common. A model adds what its clients can ask.
public enum RunCommands {
  /// Every run command, in the order of the help page.
  public static let all: [CommandInfo] = [
    CommandInfo("use MODEL [NAME=VALUE...]", .run, "begin a run of a model"),
    CommandInfo("set NAME=VALUE...", .run, "change settings; the run begins anew"),
    CommandInfo("step [N]", .run, "let the next N steps happen (1 unless said)"),
    CommandInfo("run [TICKS]", .run, "let TICKS pass; unless said, until nothing is left, 1000 at most"),
    CommandInfo("seed N", .run, "begin anew with another seed"),
    CommandInfo("restart", .run, "begin anew with the same settings and seed"),
    CommandInfo("undo", .run, "take the last change back"),
    CommandInfo("redo", .run, "make it again"),
    CommandInfo("goto eN", .run, "go back to the moment just after an event"),
    CommandInfo(
      "partition {A...} {B...}", .breaking, "cut all links between groups; {A} -> {B} cuts one way"),
    CommandInfo("heal", .breaking, "make all links carry messages again"),
    CommandInfo("crash NODE", .breaking, "crash a node: all but its stable state is lost"),
    CommandInfo("recover NODE", .breaking, "bring a crashed node back"),
    CommandInfo("pause NODE", .breaking, "stop a node without a crash: what reaches it waits"),
    CommandInfo("resume NODE", .breaking, "let a paused node go on"),
    CommandInfo(
      "link [A B] NAME=VALUE...", .breaking,
      "change all links, or the one from A to B: loss, duplication, latency, ordered"),
    CommandInfo("show", .look, "the configuration: nodes, timers, messages in transit"),
    CommandInfo(
      "diagram [all | eN [eM]]", .look,
      "the space-time diagram; equal rounds are told once, unless you ask for all or for a part"),
    CommandInfo("history", .look, "what the clients saw"),
    CommandInfo(
      "explore [NAME=NUMBER...]", .look,
      "all that the model can do, within bounds such as crashes=1 drops=1 depth=20"
    ),
    CommandInfo(
      "explain [NAME=NUMBER...]", .look,
      "which faults it takes to break a property, and what changed what in a shortest run"),
    CommandInfo(
      "valence [crashes=N]", .look, "which decisions can still be reached, from every configuration"),
    CommandInfo(
      "lasso [crashes=N]", .look, "a run in which somebody stays undecided for ever, if there is one"),
    CommandInfo("choices", .look, "what can happen next, if you are the scheduler"),
    CommandInfo("choose N", .run, "let one of the choices happen"),
    CommandInfo("follow", .run, "take up the run that an exploration showed or last spoke of"),
    CommandInfo("sample N", .look, "N runs with seeds 1 to N, counted"),
    CommandInfo("table [STUDY]", .look, "what a study of the model finds, in numbers"),
    CommandInfo("plot [STUDY]", .look, "the same, drawn"),
    CommandInfo(
      "check [steps]", .look, "which properties hold of this run, and why not; steps: after each answer"),
    CommandInfo("why [eN]", .look, "the causal past of an event, or of the last one, in words"),
  ]

  /// The words of the run commands.
  public static let names = all.map(\.name)
}
