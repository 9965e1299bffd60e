import Atoll

/// Two programs on computers of different makes tell each other about a customer.
///
/// - SeeAlso: Sun Microsystems 1987, "XDR: external data representation standard" (RFC 1014).
public enum Marshal: Model {
  /// `middleware/marshal`.
  public static let name = "marshal"
  /// What it is.
  public static let summary = "two programs on different computers exchange a record; see its bytes"

  private static let machines = MarshalMachine.allCases.map(\.rawValue)
  private static let schemas = MarshalSchema.allCases.map(\.rawValue)

  /// What can be set.
  public static let settings = [
    Setting("format", among: MarshalFormat.allCases.map(\.rawValue), "how the record becomes bytes"),
    Setting("a", among: machines, "the computer of a: byte order, bits in a number, text"),
    Setting("b", among: machines, "the computer of b"),
    Setting("schema-a", among: schemas, "which fields the program at a knows; reused is a mistake"),
    Setting("schema-b", among: schemas, "which fields the program at b knows"),
    Setting.patience(standard: 100),
  ]

  /// What clients can ask.
  public static let commands = [
    ClientCommand(
      "send", "id=NUMBER name=TEXT [town=TEXT]", "the program at NODE sends a customer to the other one"
    ) {
      words, _ throws(ClientCommandError) in
      var fields: [String: String] = [:]
      for word in words {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, ["id", "name", "town"].contains(parts[0]), parts[1].utf8.count < 100 else {
          throw ClientCommandError("\(word) is no field. Say: send a id=300 name=Zoë")
        }
        fields[parts[0]] = parts[1]
      }
      guard let id = fields["id"].flatMap(Int.init), let name = fields["name"] else {
        throw ClientCommandError("send which customer? Say: send a id=300 name=Zoë")
      }
      return MarshalRequest(record: MarshalRecord(id: id, name: name, town: fields["town"]))
    }
  ]

  /// A record that a computer of another make reads as something else.
  public static let demonstration = ["set b=big32", "send a id=300 name=Zoë", "diagram", "check"]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    let format = MarshalFormat(rawValue: settings["format"]) ?? .memory
    let cluster = Cluster(count: 2) { id in
      let name = id.index == 0 ? "a" : "b"
      return MarshalNode(
        machine: MarshalMachine(rawValue: settings[name]) ?? .little32,
        schema: MarshalSchema(rawValue: settings["schema-\(name)"]) ?? .v1, format: format)
    }
    return Simulation(cluster, seed: seed)
  }

  /// Judges a run: whether what was read is what was sent, in the fields that both programs know.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    var finding = Finding("what both programs know is read as it was sent", .yes)
    for operation in run.clientOperations {
      guard let sent = (operation.request as? MarshalRequest)?.record,
        let reply = operation.reply as? MarshalReply, !isFaithful(reply, to: sent)
      else { continue }
      finding.answer = .no
      finding.reasons.append("\(operation.id) \(sent) was \(reply)")
    }
    return [finding]
  }

  /// A town that one of the programs does not know is none or empty: that is no mistake.
  static func isFaithful(_ reply: MarshalReply, to sent: MarshalRecord) -> Bool {
    switch reply {
    case .read(let read):
      read.id == sent.id && read.name == sent.name && (read.town ?? "" == "" || read.town == sent.town)
    case .doesNotFit: true
    case .unreadable: false
    }
  }

  /// The questions that take many runs.
  public static let studies = [
    Study("pairs", "one record between computers of all makes, in all formats") { _, seed in
      pairs(MarshalRequest(record: MarshalRecord(id: 300, name: "Zoë")), seed)
    }
  ]

  private static func pairs(_ request: MarshalRequest, _ seed: UInt64) -> StudyTable {
    var table = StudyTable(
      columns: [.init("from"), .init("to")] + MarshalFormat.allCases.map { .init($0.rawValue) },
      remarks: ["\(request.record), sent once for each row and column; all pairs are here"])
    for sender in MarshalMachine.allCases {
      for receiver in MarshalMachine.allCases {
        var row: [StudyTable.Value] = [.word(sender.rawValue), .word(receiver.rawValue)]
        for format in MarshalFormat.allCases {
          var run = Simulation(
            Cluster(count: 2) {
              MarshalNode(machine: $0.index == 0 ? sender : receiver, schema: .v1, format: format)
            },
            seed: seed, isTracing: false)
          run.invoke(request, at: NodeID(0))
          run.run(until: 100)
          let reply = run.clientOperations.first?.reply as? MarshalReply
          row.append(.word(reply.map { isFaithful($0, to: request.record) ? "right" : "\($0)" } ?? "silence"))
        }
        table.append(row)
      }
    }
    return table
  }
}
