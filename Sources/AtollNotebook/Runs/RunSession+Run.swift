import Atoll
import AtollExploration
import AtollText

extension RunSession {
  /// Carries out a command that changes the run.
  func perform(_ verb: String, _ arguments: [CommandWords.Item], _ line: String, on state: inout RunState)
    throws(CommandError) -> [OutputLine]
  {
    let words = arguments.words
    switch verb {
    case "set", "seed", "restart": return try beginAnew(verb, words, &state)
    case "goto": return try goto(words, line, &state)
    case "follow" where words.isEmpty:
      let found = try followed(state)
      return try follow(found.split(separator: " ").dropFirst().map(String.init), found, &state)
    case "follow": return try follow(words, line, &state)
    case "choose": return try choose(words, &state)
    default: break
    }
    guard !(state.run is ScheduledRun) || verb == "step" || verb == "run" else {
      throw CommandError(
        "this run follows a schedule, which nothing can change", next: "\"restart\" begins a free one")
    }
    let output: [OutputLine]
    let before = state.run.eventCount
    state.wasInterrupted = false
    state.stepsDone = 0
    switch verb {
    case "step": output = try step(words, &state)
    case "run": output = try run(words, &state)
    case "partition": output = try partition(arguments, &state)
    case "heal":
      try requireNone(arguments, after: "heal")
      let wasCut = !state.run.partitions.isEmpty
      state.run.heal()
      output = [OutputLine(wasCut ? "all links carry messages again" : "no link was cut")]
    case "crash", "recover": output = try crashOrRecover(verb, words, &state)
    case "pause", "resume": output = try pauseOrResume(verb, words, &state)
    case "link": output = try link(words, &state)
    default: output = try ask(verb, words, &state)
    }
    if state.wasInterrupted, state.run.eventCount == before { return output }
    // A line that was interrupted would go further when it is replayed, or never end: say how far it came.
    switch verb {
    case "step" where state.wasInterrupted, "run" where state.wasInterrupted:
      state.script.append("step \(state.stepsDone)")
    default:
      state.script.append(line)
      if state.wasInterrupted { state.script.append("goto e\(state.run.eventCount)") }
    }
    return output
  }

  private func beginAnew(_ verb: String, _ words: [String], _ state: inout RunState) throws(CommandError)
    -> [OutputLine]
  {
    let own = RunState(state.entry, state.settings, seed: state.seed).run.link
    switch verb {
    case "set":
      guard !words.isEmpty else {
        throw CommandError(
          "set what?", next: "settings: \(state.settings.values.map(\.setting.name).joined(separator: ", "))")
      }
      for word in words { try set(word, in: &state.settings) }
    case "seed":
      guard words.count == 1, let seed = UInt64(words[0]), words[0] == "\(seed)" else {
        throw CommandError("a seed is a whole number from 0 on", next: "say: seed 7")
      }
      state.seed = seed
    default:
      guard words.isEmpty else { throw CommandError("restart takes nothing after it", next: "say: restart") }
    }
    let hasChanged = state.run.link != own && !(state.run is ScheduledRun)
    state = RunState(state.entry, state.settings, seed: state.seed)
    var lines = [
      OutputLine("\(state.entry.name) begins anew, seed \(state.seed)"), settingsLine(state.settings),
    ]
    if hasChanged {
      lines.append(OutputLine("the links are as the model has them again: \(state.run.link)", .dim))
    }
    return lines
  }

  // MARK: - Time

  private func count(_ words: [String], _ verb: String, standard: Int) throws(CommandError) -> Int {
    guard let word = words.first else { return standard }
    guard words.count == 1, let number = Int(word), word == "\(number)",
      (1...1_000_000_000).contains(number)
    else {
      throw CommandError("\(verb) takes one whole number from 1 to 1000000000", next: "say: \(verb) 10")
    }
    return number
  }

  /// Asks whether the person wants to stop, and remembers it.
  private func isStopped(_ state: inout RunState) -> Bool {
    if isInterrupted() { state.wasInterrupted = true }
    return state.wasInterrupted
  }

  private func step(_ words: [String], _ state: inout RunState) throws(CommandError) -> [OutputLine] {
    let count = try count(words, "step", standard: 1)
    let before = state.run.eventCount
    while state.stepsDone < count, !isStopped(&state), state.run.step() { state.stepsDone += 1 }
    guard state.stepsDone > 0 else {
      return [OutputLine(state.wasInterrupted ? "interrupted" : silence(state))]
    }
    return events(state, after: before) + [OutputLine("tick \(state.run.now)", .dim)]
  }

  private func run(_ words: [String], _ state: inout RunState) throws(CommandError) -> [OutputLine] {
    let ticks = try count(words, "run", standard: RunSession.runTicksMax)
    let end = state.run.now + ticks
    let before = state.run.eventCount
    let pending = pending(state)
    while let next = state.run.nextTime, next <= end, !isStopped(&state), state.run.step() {
      state.stepsDone += 1
    }
    let isQuiet = state.run.nextTime == nil
    if !state.wasInterrupted, !words.isEmpty { state.run.run(until: end) }
    let happened = state.run.eventCount - before
    let events = happened.of("event")
    let rest =
      state.wasInterrupted
      ? "interrupted; run again to go on"
      : isQuiet ? silence(state) : "there is more to come"
    return answered(pending, state) + [OutputLine("\(events), now at tick \(state.run.now); \(rest)")]
  }

  /// What clients wait for.
  private func pending(_ state: RunState) -> [RequestID] {
    state.run.clientOperations.filter { $0.reply == nil }.map(\.id)
  }

  /// Those of some operations that have been answered, a line each.
  private func answered(_ pending: [RequestID], _ state: RunState) -> [OutputLine] {
    pending.filter { state.run.isAnswered($0) }.map { operationLine($0, state) }
  }

  /// Why nothing happens.
  private func silence(_ state: RunState) -> String {
    if state.run is ScheduledRun { return "the schedule ends here" }
    let paused = state.run.names.enumerated().filter { state.run.isPaused(NodeID($0.offset)) }.map(\.element)
    return paused.isEmpty
      ? "nothing is left to happen" : "nothing happens until \(paused.joined(separator: " or ")) is resumed"
  }

  private func goto(_ words: [String], _ line: String, _ state: inout RunState) throws(CommandError)
    -> [OutputLine]
  {
    guard words.count == 1 else { throw CommandError("go to which event?", next: "say: goto e5") }
    let number = try state.event(words[0])
    let script = state.script
    // The last moment before the event, or the beginning where the event is part of it.
    let moments = (past.compactMap { $0 } + [state]).filter { $0.leads(to: state) }
    guard var earlier = moments.last(where: { $0.run.eventCount < number }) ?? moments.first else {
      throw CommandError("that event is no part of this run")
    }
    let place = earlier.script.count
    if earlier.run.eventCount < number, place < script.count {
      try earlier.advance(by: script[place], until: number, in: self)
    }
    state = earlier
    return events(state, after: number - 1) + [OutputLine("tick \(state.run.now)", .dim)]
  }

  // MARK: - Faults

  private func partition(_ arguments: [CommandWords.Item], _ state: inout RunState) throws(CommandError)
    -> [OutputLine]
  {
    var groups: [NodeSet] = []
    var isOneWay = false
    for (place, item) in arguments.enumerated() {
      switch item {
      case .word("->"), .word("→"):
        guard place == 1, arguments.count == 3 else {
          throw CommandError("one way goes from one group to one other", next: "say: partition {a} -> {b}")
        }
        isOneWay = true
      case .word(let name): groups.append([try state.node(name)])
      case .group(let names):
        var group = NodeSet()
        for name in names { group.insert(try state.node(name)) }
        groups.append(group)
      }
    }
    try checkGroups(groups, state)
    if isOneWay {
      state.run.partition(from: groups[0], to: groups[1])
    } else {
      state.run.partition(groups)
    }
    return [OutputLine("network partition: \(state.run.partitions.last ?? "")", .fault)]
  }

  private func checkGroups(_ groups: [NodeSet], _ state: RunState) throws(CommandError) {
    let usage = "say: partition {a} {b}, or one way: partition {a} -> {b}"
    guard !groups.isEmpty, groups.allSatisfy({ !$0.isEmpty }) else {
      throw CommandError("cut which nodes off from which?", next: usage)
    }
    var seen = NodeSet()
    for group in groups {
      for node in group where !seen.insert(node) {
        throw CommandError("node \(state.run.names[node.index]) is in two groups", next: usage)
      }
    }
    guard groups.count > 1 || seen.count < state.run.names.count else {
      throw CommandError("one group of all nodes cuts nothing", next: usage)
    }
  }

  /// The node that a command is about.
  private func oneNode(_ words: [String], _ verb: String, _ state: RunState) throws(CommandError) -> NodeID {
    guard words.count == 1 else {
      throw CommandError("\(verb) which node?", next: "say: \(verb) \(state.run.names[0])")
    }
    return try state.node(words[0])
  }

  private func crashOrRecover(_ verb: String, _ words: [String], _ state: inout RunState) throws(CommandError)
    -> [OutputLine]
  {
    let node = try oneNode(words, verb, state)
    let wasUp = state.run.isUp(node)
    if verb == "crash" {
      state.run.crash(node)
      return [OutputLine(wasUp ? "\(words[0]) crashed" : "\(words[0]) is down already", .fault)]
    }
    state.run.recover(node)
    let state = wasUp ? "up" : "back, with nothing but its stable state"
    return [OutputLine("\(words[0]) is \(state)", .fault)]
  }

  private func pauseOrResume(_ verb: String, _ words: [String], _ state: inout RunState) throws(CommandError)
    -> [OutputLine]
  {
    let node = try oneNode(words, verb, state)
    let name = words[0]
    let wasPaused = state.run.isPaused(node)
    if verb == "pause" {
      guard state.run.isUp(node) else { return [OutputLine("\(name) is down: there is nothing to pause")] }
      state.run.pause(node)
      return [
        OutputLine(
          wasPaused ? "\(name) is paused already" : "\(name) is paused: what reaches it waits", .fault)
      ]
    }
    let before = state.run.eventCount
    state.run.resume(node)
    guard wasPaused else { return [OutputLine("\(name) is not paused")] }
    return [OutputLine("\(name) goes on", .fault)] + events(state, after: before + 1)
  }

  private func link(_ words: [String], _ state: inout RunState) throws(CommandError) -> [OutputLine] {
    if let first = words.first, state.run.names.contains(first) { return try oneLink(words, &state) }
    var link = state.run.link
    for word in words { try LinkWords.set(word, in: &link) }
    state.run.setLinks(link)
    return [OutputLine("links: \(link)")]
  }

  // MARK: - Clients

  private func ask(_ verb: String, _ words: [String], _ state: inout RunState) throws(CommandError)
    -> [OutputLine]
  {
    let pending = pending(state)
    let id = try invoke(verb, words, &state)
    let began = state.run.now
    wait(for: id, since: began, &state)
    return answered(pending, state) + [operationLine(id, state)]
  }

  /// Hands a client's request to a node.
  func invoke(_ verb: String, _ words: [String], _ state: inout RunState) throws(CommandError) -> RequestID {
    let commands = state.entry.model.commands
    guard let command = commands.first(where: { $0.name == verb }) else {
      throw .unknown("command", verb, known: commands.map(\.name) + RunCommands.names)
    }
    guard let name = words.first else {
      throw CommandError("\(verb) at which node?", next: "say: \(command.usage)")
    }
    let node = try state.node(name)
    do {
      let request = try command.request(Array(words.dropFirst()), state.run.names)
      return try state.run.invoke(anyRequest: request, at: node)
    } catch let error as ClientCommandError {
      throw CommandError(error.message)
    } catch {
      throw CommandError("\(error)")
    }
  }

  /// Lets events happen until the reply, or until the client's patience is over.
  func wait(for id: RequestID, since began: Int, _ state: inout RunState, maxEvents: Int = Int.max) {
    let end = began + state.patience
    while !state.run.isAnswered(id), state.run.eventCount < maxEvents {
      guard let next = state.run.nextTime, next <= end else {
        state.run.run(until: end)
        return
      }
      guard !isStopped(&state) else { return }
      _ = state.run.step()
    }
  }

  private func operationLine(_ id: RequestID, _ state: RunState) -> OutputLine {
    let operation = state.run.clientOperations[id.number - 1]
    let text = ValueText(names: state.run.names)
    let asked = "\(id) \(state.run.names[operation.node.index]): \(text.text(operation.request))"
    guard let reply = operation.reply, let returned = operation.returnedAt else {
      let waited = state.run.now - operation.invokedAt
      return OutputLine([
        ("\(asked) \(options.arrow) ", .operation), ("no reply in \(waited.of("tick")): pending", .warning),
      ])
    }
    let ticks = returned - operation.invokedAt
    return OutputLine([
      ("\(asked) \(options.arrow) \(text.text(reply))", .operation),
      ("  (\(ticks.of("tick")))", .dim),
    ])
  }
}

extension RunState {
  /// Whether another state of the same run comes after this one.
  func leads(to later: RunState) -> Bool {
    entry.name == later.entry.name && settings == later.settings && seed == later.seed
      && script.count <= later.script.count && Array(later.script.prefix(script.count)) == script
  }

  /// Carries out one more line of the run's script, but only until an event has happened.
  mutating func advance(by line: String, until number: Int, in session: RunSession) throws(CommandError) {
    let words = try CommandWords(line).words
    let verb = words.first ?? ""
    switch verb {
    case "step", "run":
      while run.eventCount < number, run.step() {}
    case "follow":
      _ = try session.perform(verb, Array(CommandWords(line).items.dropFirst()), line, on: &self)
      guard let followed = run as? ScheduledRun else { return }
      var run = followed.restarted
      while run.eventCount < number, run.step() {}
      self.run = run
      script.append("goto e\(number)")
      return
    default:
      if entry.model.commands.contains(where: { $0.name == verb }) {
        let began = run.now
        let id = try session.invoke(verb, Array(words.dropFirst()), &self)
        session.wait(for: id, since: began, &self, maxEvents: number)
      } else {
        _ = try session.perform(verb, Array(CommandWords(line).items.dropFirst()), line, on: &self)
        return
      }
    }
    script.append(line)
    script.append("goto e\(number)")
  }
}
