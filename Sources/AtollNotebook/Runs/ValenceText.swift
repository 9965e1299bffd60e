import AtollExploration

/// A valence map in words: a table of the inputs, and what follows from it.
struct ValenceText {
  private let reports: [(inputs: String, report: ValenceReport)]
  private let names: [String]

  init(_ reports: [(inputs: String, report: ValenceReport)], names: [String]) {
    self.reports = reports
    self.names = names
  }

  /// A class, as the field says it.
  static func name(_ valence: ValenceReport.Valence) -> String {
    switch valence {
    case .none: "no decision"
    case .univalent(let decision): "\(decision)-valent"
    case .bivalent: "bivalent"
    }
  }

  /// The lines; a table is made by the given function.
  func lines(_ table: (_ head: [String], _ rows: [[String]]) -> [OutputLine]) -> [OutputLine] {
    guard reports.allSatisfy(\.report.isComplete) else { return partial(table) }
    let decisions = Set(reports.flatMap { $0.report.counts.keys }).filter {
      if case .univalent = $0 { true } else { false }
    }.map { Self.name($0) }.sorted()
    let head =
      ["inputs", "first", "all"] + decisions + ["bivalent", "none", "critical", "blocks"]
    let rows = reports.map { inputs, report in
      let univalent = decisions.map { name in
        "\(report.counts.first { Self.name($0.key) == name }?.value ?? 0)"
      }
      return [inputs, Self.name(report.initial), "\(report.states)"] + univalent
        + [
          "\(report.counts[.bivalent] ?? 0)", "\(report.counts[.none] ?? 0)", "\(report.criticalCount)",
          blocks(report),
        ]
    }
    return table(head, rows) + conclusions
  }

  private func blocks(_ report: ValenceReport) -> String {
    switch report.termination {
    case .always: "never"
    case .blocks: "can"
    case .open: "open"
    }
  }

  /// What is certain although not everything was seen: that two decisions can be reached.
  private func partial(_ table: (_ head: [String], _ rows: [[String]]) -> [OutputLine]) -> [OutputLine] {
    let rows = reports.map { inputs, report in
      [inputs, report.initial == .bivalent ? "bivalent" : "open", "\(report.states)"]
    }
    return table(["inputs", "first", "seen"], rows) + [
      OutputLine("bounded: \"bivalent\" is certain; nothing else can be said of a part", .warning)
    ]
  }

  private var conclusions: [OutputLine] {
    let open = reports.filter { $0.report.initial == .bivalent }
    guard !open.isEmpty else { return dictated }
    var lines = [OutputLine("bivalent from the beginning: \(open.map(\.inputs).joined(separator: ", "))")]
    if let (inputs, critical) = nearestCritical {
      let who = critical.deciders.map { names[$0] }.joined(separator: " or ")
      lines.append(
        OutputLine(
          "nearest critical one: \(inputs), after \(critical.run.length) steps; what \(who) does next can decide either way"
        ))
    }
    return lines
  }

  private var nearestCritical: (inputs: String, critical: ValenceReport.Critical)? {
    reports.compactMap { entry in entry.report.critical.map { (inputs: entry.inputs, critical: $0) } }.min {
      $0.critical.run.length < $1.critical.run.length
    }
  }

  /// Without a bivalent beginning: the neighbours with different decisions, and whom they cannot do without.
  private var dictated: [OutputLine] {
    var lines = [OutputLine("no first configuration is bivalent: the inputs dictate the decision")]
    for (one, other) in zip(chain, chain.dropFirst()) {
      guard one.report.initial != other.report.initial,
        let node = zip(one.inputs, other.inputs).enumerated().first(where: { $0.element.0 != $0.element.1 })?
          .offset,
        one.report.blockingCrashes.contains(node), other.report.blockingCrashes.contains(node)
      else { continue }
      lines.append(
        OutputLine(
          "\(one.inputs) is \(Self.name(one.report.initial)), \(other.inputs) is "
            + "\(Self.name(other.report.initial)), and only \(names[node]) can tell them apart:"))
      lines.append(
        OutputLine("  if \(names[node]) crashes before its first step, no decision can be reached"))
    }
    return lines
  }

  /// From all inputs alike to all inputs alike, changing one input at a time: 000, 001, 011, 111.
  private var chain: [(inputs: String, report: ValenceReport)] {
    let count = reports.first?.inputs.count ?? 0
    return (0...count).compactMap { ones in
      let inputs = String(repeating: "0", count: count - ones) + String(repeating: "1", count: ones)
      return reports.first { $0.inputs == inputs }
    }
  }
}
