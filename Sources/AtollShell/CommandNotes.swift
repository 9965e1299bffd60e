/// What `help COMMAND` says beyond the line on the help page: an example, and what may surprise.
enum CommandNotes {
  /// The notes on a command of the notebook, one sentence each; none where the command is unknown.
  static func of(_ name: String) -> [String] { table[name] ?? [] }

  private static let table: [String: [String]] = [
    // Reading
    "lessons": ["A section counts as read when its last cell has run."],
    "open": [
      "For example: open cap", "What you tried with other models is gone then; what you have read is kept.",
    ],
    "next": [
      "Shows the next piece of the lesson and runs its cell. A question waits for \"predict\", or for Enter."
    ],
    "back": ["The pieces are shown again with \"next\"; nothing that you have read is forgotten."],
    "goto": [
      "\"goto 2\" opens section 2 of the lesson; \"goto\" lists the sections, those that you have read with a mark.",
      "\"goto e5\" takes the run back to the end of the step that event e5 belongs to; \"undo\" returns.",
    ],
    "predict": [
      "For example: predict 1",
      "Then the cell runs and shows who was right. In scripts a question may be skipped.",
    ],
    // Running
    "models": [
      "For example: models two-node",
      "A model of the open lesson can be named without its lesson: use two-node",
    ],
    "source": [
      "For example: source two-node, source RegisterFindings",
      "The model's own file says what can be set and asked; below it stand the names of its lesson's other files, among them those of its nodes.",
    ],
    "replay": [
      "Alone it prints the token of the run before you: give it to somebody, or come back to the run tomorrow.",
      "A token holds the model, the settings, the seed and the commands, and no outcome.",
    ],
    "use": [
      "For example: use two-node policy=ap", "What can be set, and what clients can ask: \"help MODEL\"",
    ],
    "set": ["For example: set latency=5 timeout=20", "\"undo\" returns to the run before."],
    "step": [
      "For example: step 3",
      "A step is a message that arrives or a timer that runs out, with all that its node does then: several events.",
    ],
    "run": [
      "For example: run 50",
      "Without TICKS it goes on for at most 1000 ticks, since some models never fall silent.",
      "Ctrl-C stops it; what has happened until then stays.",
    ],
    "seed": ["For example: seed 7", "The same seed, settings and commands give the same run, always."],
    "restart": ["\"undo\" returns to the run as it was."],
    "undo": [
      "As often as you like, back to the first \"use\". Looking changes nothing, so it is not undone."
    ],
    "redo": ["Only straight after \"undo\": a new command begins another future."],
    // Breaking
    "partition": [
      "For example: partition {a} {b}, or with more nodes: partition {a b} {c}",
      "One way: partition {a} -> {b} loses what a sends to b. What is under way when it arrives is lost, too.",
    ],
    "heal": ["Messages that were lost stay lost: sending again is up to the nodes."],
    "crash": ["For example: crash a", "Messages to a crashed node are lost, its timers are gone."],
    "recover": [
      "For example: recover a", "The node goes on from its stable state, which each model declares.",
    ],
    "pause": [
      "For example: pause a",
      "From outside a paused node looks like one that crashed, or one that is slow.",
    ],
    "resume": ["All that waited for the node happens now, in the order in which it came."],
    "link": [
      "For example: link loss=0.2 duplication=0.1 latency=5...20",
      "Latencies are 10, 5...20 or 5+exp(20), in ticks.",
      "ordered=no lets messages overtake each other. Without a word after it, it tells how the links are.",
      "link a b tamper=listen lets somebody listen on one link, other words let them forge what goes over it; \"link a b tamper=x\" lists them.",
    ],
    // Looking
    "show": ["The state that each node holds now, and what is still to arrive."],
    "diagram": [
      "For example: diagram e5 e20", "Time goes down, one column a node. The last line explains the signs.",
      "Four and more equal rounds of sends, losses and time-outs are told once; \"diagram all\" draws each.",
    ],
    "history": [
      "Only what clients asked and were answered, with the ticks: this is what the properties are about."
    ],
    "explore": [
      "For example: explore crashes=1 depth=20",
      "It goes through every order in which things can happen, and shows the shortest run that breaks a property.",
      "\"follow\" takes up that run, to \"goto e1\" and \"step\" through it, or to ask \"why e5\".",
      "What must happen at some time is asked of fair runs: messages to nodes that are up arrive unless they are lost, and timers that run, run out. Faults never have to happen. A run that breaks it ends too early, or repeats a loop.",
    ],
    "explain": [
      "For example: explain crashes=2",
      "It explores with no fault, with one, and so on, until the property is broken. Then, for a shortest run with those faults, a line for each change of a state. Where the property is one of some nodes' states, * marks what led to these.",
    ],
    "valence": [
      "A configuration is 0-valent or 1-valent if one decision can be reached from it, bivalent if both",
      "can. With the setting \"inputs\" every list of inputs is looked at. For example: valence crashes=0",
    ],
    "lasso": [
      "Nobody is starved in it: every node that is up takes steps, every message to one arrives.",
      "Where all runs come to an end, it is a run at whose end somebody that is up is undecided.",
    ],
    "choices": [
      "The numbers are for \"choose\". What a node chooses by itself, such as a coin, is not yours to choose."
    ],
    "choose": [
      "For example: choose 2. The run then follows your choices; \"undo\" takes the last one back,",
      "\"diagram\" and \"why\" look at it, and it has a replay token. Coins are drawn from the seed.",
    ],
    "table": [
      "A study takes many runs of the model, or a formula; \"models MODEL\" lists the studies. The settings and the seed are this run's.",
      "Its remarks say what was measured, and what was computed. \"atoll run MODEL --study NAME --format csv\" has all digits.",
    ],
    "plot": [
      "Points were measured; curves of ·, ~ or : were computed from a theory. With --plain it is told in sentences.",
      "\"atoll run MODEL --study NAME --format svg\" draws it for a page.",
    ],
    "sample": [
      "Each run repeats the commands of this one with its own seed, and goes on to its end.",
      "For example: sample 1000",
    ],
    "follow": [
      "Then \"why e5\", \"show\" and \"diagram\" are about that run. \"replay TOKEN\" with the token that stands below it does the same, also tomorrow.",
      "\"goto e1\" and \"step\" walk through it, \"undo\" leaves it. loop=3: its last 3 steps repeat for ever.",
    ],
    "check": ["\"open\" means: this run does not decide it."],
    "why": [
      "For example: why e9",
      "First the chain of causes; then all that happened before it, and what is concurrent with it.",
      "A network partition and its end happen at no node, so they are neither.",
    ],
    // Building
    "exercises": ["An exercise is written in your own editor and graded here."],
    "start": [
      "For example: start vector-clock",
      "No file is ever overwritten; \"atoll reset\" puts the starter back.",
    ],
    "hint": ["Each time it says more. Without a name: of the exercise started or graded last."],
    "grade": ["Without FILE: what \"start\" put here. For example also: grade MyClock.swift"],
    "progress": ["It is kept on this machine only; \"atoll doctor\" says where."],
    // The notebook
    "help": ["For example: help partition, help break, help two-node"],
    "quit": ["Your place in the lesson is kept. Your run is not: \"replay\" prints its token."],
  ]
}
