import Atoll
import AtollGrading
import AtollNotebook
import AtollPeers
import AtollTerminal
import AtollText
import Foundation

extension OutsideCommand {
  /// `atoll nodes`
  static let nodes = OutsideCommand(
    "nodes MODEL [STEP...]", .run, "run a model's nodes as real processes, beside their simulation",
    options: [
      OptionInfo("--set", "NAME=VALUE", "change a setting (may be given several times)"),
      .format("text", "json"),
    ],
    details: [
      "Each node is a process, the same Swift code as in the simulation; this process is the network between them, over "
        + "pipes. A tick is a millisecond, messages take as long as on the link that the model's nodes have in common, and nothing is lost but by a "
        + "network partition or a crash, which is kill -9. A node that comes back has its stable state.",
      "Where no client asks anything, the states in the end are shown. Without STEP it does what it can of the model's demonstration. Steps are words in quotes: \(NodeStep.usage).",
      "The simulation does the same steps. Times of the processes are measured, and differ each time; where an order of "
        + "events hangs on them, so may the answers. All processes end with this one.",
      "JSON: {model, settings, nodes, processes, operations: [{number, node, asked, simulated, ticks, told, milliseconds}],"
        + " states: [{node, field, simulated, process}]}; what is not there is left out.",
    ]
  ) { arguments, shell in
    guard let name = arguments.words.first else {
      throw CommandError("MODEL is missing", next: "say: atoll nodes MODEL; \"atoll models\" lists them")
    }
    let format = try arguments.choice("--format", among: ["text", "json"])
    let settings = try arguments.settings()
    var session = RunSession(course: shell.course)
    _ = try session.perform((["use", name] + settings).joined(separator: " "))
    guard let entry = session.model, let simulated = session.run else {
      throw CommandError("no model \(name)")
    }
    let texts =
      arguments.words.count > 1 ? Array(arguments.words.dropFirst()) : NodeStep.demonstration(of: entry.model)
    let names = simulated.names
    guard names.count <= NodesRun.nodesMax else {
      throw CommandError(
        "\(entry.name) has \(names.count) nodes; at most \(NodesRun.nodesMax) run as processes",
        next: "another setting may have fewer")
    }
    let steps = try texts.map { text in
      let step = try NodeStep(text, model: entry.model, names: names)
      _ = try session.perform(text)
      return step
    }
    let patience = session.settings?.values.first { $0.setting.name == "patience" }.flatMap { Int($0.value) }
    do {
      let run = try NodesRun(
        executable: shell.installation.executable, count: names.count, latency: simulated.link.latency
      ) { NodePart(model: entry.name, settings: settings, seed: 1, index: $0) }
      defer { run.end() }
      let pids = run.pids.compactMap(\.self)
      for step in steps where run.failure == nil && !Interrupt.isRaised {
        try run.perform(step, patience: patience ?? 1000)
      }
      if Interrupt.isRaised { return .interrupted }
      if let failure = run.failure {
        try shell.tell("atoll: \(failure)", .fail)
        return .broken
      }
      let page = NodesPage(
        model: entry.name, settings: settings, names: names, pids: pids,
        operations: NodesPage.rows(run.operations, session.run?.clientOperations ?? [], names),
        states: NodesPage.rows(run.show(), session.run?.configuration.nodes ?? []))
      if format == "json" { try shell.print(json: page) } else { try page.show(shell) }
      return .done
    } catch let error as SystemError {
      try shell.tell("atoll: \(error.message)", .fail)
      return .broken
    }
  }
}

/// What `atoll nodes` prints.
private struct NodesPage: Encodable {
  /// What a client asked and was told.
  struct Operation: Encodable {
    let number: Int
    let node: String
    let asked: String
    let simulated: String?
    let ticks: Int?
    let told: String?
    let milliseconds: Double?
  }

  /// A stored property of a node in the end.
  struct Field: Encodable {
    let node: String
    let field: String
    let simulated: String
    let process: String?
  }

  let model: String
  let settings: [String]
  let names: [String]
  let pids: [Int]
  let operations: [Operation]
  let states: [Field]

  enum CodingKeys: String, CodingKey {
    case model, settings, operations, states
    case names = "nodes"
    case pids = "processes"
  }

  static func rows(_ operations: [NodesRun.Operation], _ simulated: [ClientOperation], _ names: [String])
    -> [Operation]
  {
    let describer = ValueText(names: names)
    return zip(operations, simulated).enumerated().map { place, pair in
      Operation(
        number: place + 1, node: names[pair.0.node], asked: pair.0.asked,
        simulated: pair.1.reply.map { describer.text($0) },
        ticks: pair.1.returnedAt.map { $0 - pair.1.invokedAt },
        told: pair.0.told, milliseconds: pair.0.milliseconds)
    }
  }

  static func rows(_ processes: [[[String]]?], _ simulated: [ConfigurationText.Node]) -> [Field] {
    zip(processes, simulated).flatMap { process, node in
      node.fields.map { field in
        Field(
          node: node.name, field: field.name, simulated: field.value,
          process: process?.first { $0.first == field.name }?.last)
      }
    }
  }

  /// Prints what clients saw; of a model without clients, the states in the end.
  func show(_ shell: Shell) throws {
    let who = zip(names, pids).map { "\($0) is process \($1)" }.joined(separator: ", ")
    try shell.print(
      wrapped: StyledLine(
        "\(model) as processes: \(who). A tick is a millisecond; milliseconds are measured."))
    let rows = operations.isEmpty ? stateRows : operationRows
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for (place, row) in rows.enumerated() {
      var line = StyledLine()
      for (column, text) in row.enumerated() {
        let cell = StyledLine(text.safeToPrint(), place == 0 ? .heading : [])
        line = line + (column == row.count - 1 ? cell : cell.padded(to: widths[column] + 2))
      }
      try shell.print(line)
    }
  }

  private var stateRows: [[String]] {
    let head = ["node", "state", "in the simulation", "in the process"]
    return [head] + states.map { [$0.node, $0.field, $0.simulated, $0.process ?? "(down)"] }
  }

  private var operationRows: [[String]] {
    var rows = [["#", "node", "asked", "in the simulation", "ticks", "between processes", "ms"]]
    for one in operations {
      rows.append([
        "#\(one.number)", one.node, one.asked, one.simulated ?? "(no reply)",
        one.ticks.map(String.init) ?? "",
        one.told ?? "(no reply)", one.milliseconds.map { String(format: "%.1f", $0) } ?? "",
      ])
    }
    return rows
  }
}
