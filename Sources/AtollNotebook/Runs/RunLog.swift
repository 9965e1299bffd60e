import Atoll
import AtollConsistency
import AtollDiagrams
import Foundation

/// A run as a log that other programs read.
public enum RunLog {
  /// All steps for ShiViz: two lines each, the words, then the node with its vector timestamp.
  ///
  /// - SeeAlso: Beschastnikh, Wang, Brun & Ernst 2016, "Debugging distributed systems".
  public static func shiviz(_ trace: Trace) -> String {
    let words = SpaceTimeDiagram(trace: trace).eventSentences()
    var lines: [String] = []
    for (event, (stamp, words)) in zip(trace.events, zip(trace.vectorTimestamps, words)) {
      guard let stamp, let node = event.node else { continue }
      let entries = zip(trace.names, stamp.counters).filter { $0.1 > 0 }.map { "\"\($0)\":\($1)" }
      lines += [words, "\(trace.name(of: node)) {\(entries.joined(separator: ","))}"]
    }
    return lines.joined(separator: "\n")
  }

  /// The clients' operations, one event a line, as `atoll check` reads them; what has no register is written in words.
  static func operations<S: SequentialSpecification>(_ run: any Simulating, _ specification: S) -> String {
    let entries = History<S.Request, S.Reply>(of: run).entries
    let accesses = entries.map { specification.access($0.request, answered: $0.reply) }
    let written = Set(accesses.compactMap { access in access.map { [$0.register, $0.written ?? ""] } })
    var lines: [(place: Int, text: String)] = []
    for (entry, access) in zip(entries, accesses) {
      let isWrite = access?.written != nil
      var fields = ["process": entry.client, "type": "invoke"]
      fields["f"] = access == nil ? OperationWording.text(entry.request) : isWrite ? "write" : "read"
      if let access { fields["key"] = access.register }
      if isWrite { fields["value"] = access?.written }
      lines.append((entry.invoked, json(fields)))
      guard let returned = entry.returned, let reply = entry.reply else { continue }
      fields["type"] = specification.isRefusal(reply) ? "fail" : "ok"
      if case .value(let value) = access?.reading, let access,
        value != access.initial || written.contains([access.register, value])
      {
        fields["value"] = value
      } else if access == nil {
        fields["value"] = OperationWording.text(reply)
      }
      lines.append((returned, json(fields)))
    }
    return lines.sorted { $0.place < $1.place }.map(\.text).joined(separator: "\n")
  }

  private static func json(_ fields: [String: String]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(fields)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
