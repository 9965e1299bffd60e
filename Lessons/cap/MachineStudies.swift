import Atoll

/// What the theorem says of finite machines: one pair's two runs side by side, and every pair counted.
enum MachineStudies {
  // MARK: - One pair

  static let runs = Study("runs", "the two runs that b cannot tell apart, next to each other") {
    settings, seed in
    let (a, b) = Machines.pair(settings)
    var table = StudyTable(
      columns: [.init("tick"), .init("b, nobody writes"), .init("b, a writes"), .init("a, a writes")],
      remarks: remarks(a, b))
    let alone = course(settings, seed, writes: false)
    let written = course(settings, seed, writes: true)
    for (one, two) in zip(alone, written) where one.b + two.b + two.a != "" {
      table.append([.init(one.tick), .word(one.b), .word(two.b), .word(two.a)])
    }
    return table
  }

  /// What happens at each of the nodes, tick by tick.
  private static func course(_ settings: Settings, _ seed: UInt64, writes: Bool) -> [(
    tick: Int, a: String, b: String
  )] {
    var run = Machines.cutOff(settings, seed: seed)
    let states = settings.integer("states")
    var rows: [(tick: Int, a: String, b: String)] = []
    for tick in 0...2 * states + 1 {
      run.run(until: tick)
      if tick > 0 { rows.append((tick, state(run, 0, "tick"), state(run, 1, "tick"))) }
      if tick == 0 {
        if writes { run.invoke(.write("x", "1"), at: NodeID(0)) }
        rows.append((tick, writes ? state(run, 0, "write") : "", ""))
      }
      if tick == states + 1 {
        run.invoke(.read("x"), at: NodeID(1))
        rows.append((tick, "", state(run, 1, "read")))
      }
    }
    return rows
  }

  /// The input, the state after it, and the answer if it came then; nothing where the clock has stopped.
  private static func state(_ run: Simulation<MachineNode>, _ place: Int, _ input: String) -> String {
    let node = run.nodes[place]
    let operation = run.clientOperations.first { $0.node == NodeID(place) }
    if let ended = operation?.returnedAt, ended < run.now { return "" }
    let reply = operation?.returnedAt.flatMap { _ in operation?.reply as? RegisterReply }
    return "\(input), state \(node.state)" + (reply.map { ": says \($0)" } ?? "")
  }

  private static func remarks(_ a: CapMachine, _ b: CapMachine) -> [String] {
    let verdict: String
    switch CapKiller.of(a, b) {
    case .writerSilent: verdict = "The run with the write defeats this pair: a never answers."
    case .readerSilent: verdict = "Both runs defeat this pair: b never answers."
    case .staleRead:
      verdict = "The run with the write defeats this pair: the write was over, and b answers 0."
    case .inventedValue:
      verdict = "The run without a write defeats this pair: nobody has written, and b answers 1."
    case nil: verdict = "Nothing defeats this pair."
    }
    return ["a: \(a)", "b: \(b)", verdict]
  }

  // MARK: - All pairs

  static let killers = Study("killers", "every pair of machines, by the run that defeats it") { _, _ in
    var table = StudyTable(
      columns: [.init("states"), .init("pairs")] + CapKiller.allCases.map { .init($0.words) } + [
        .init("nothing defeats")
      ],
      remarks: [
        "1 and 2 states: every pair was tried. 3 states: every machine was tried, and the pairs counted by multiplication, "
          + "for what a does and what b does do not depend on each other."
      ])
    for states in 1...3 {
      let counts = states < 3 ? CapKiller.count(states: states) : CapKiller.countByMachines(states: states)
      table.append([.init(states), .init(counts.reduce(0, +))] + counts.map { .init($0) })
    }
    return table
  }
}
