import Atoll
import Foundation

/// A run as data, for programs: what `atoll run --format json` and `atoll replay --format json` print.
///
/// Times are ticks. Events are numbered from 1; a cause is the number of an event.
public struct RunReport: Codable, Sendable {
  /// One setting.
  public struct SettingValue: Codable, Sendable {
    /// Its name.
    public let name: String
    /// Its value.
    public let value: String
  }

  /// One client operation.
  public struct Operation: Codable, Sendable {
    /// Its number, from 1.
    public let number: Int
    /// The node that was asked.
    public let node: String
    /// What was asked.
    public let request: String
    /// What was answered; none while it is pending.
    public let reply: String?
    /// The tick of the invocation.
    public let invoked: Int
    /// The tick of the response.
    public let returned: Int?
  }

  /// One event.
  public struct Event: Codable, Sendable {
    /// Its number, from 1.
    public let number: Int
    /// Its tick.
    public let time: Int
    /// Its kind, as in `TraceEvent.Kind`.
    public let kind: String
    /// The node at which it happened.
    public let node: String?
    /// The other end of a message.
    public let peer: String?
    /// The event that caused it.
    public let cause: Int?
    /// The client operation it belongs to.
    public let operation: Int?
    /// The payload or the reason.
    public let label: String
    /// Its Lamport timestamp.
    public let lamport: Int?
    /// Its vector timestamp.
    public let vector: [Int]?
  }

  /// `lesson/model`.
  public let model: String
  /// All settings.
  public let settings: [SettingValue]
  /// The seed.
  public let seed: UInt64
  /// The commands.
  public let script: [String]
  /// The last tick.
  public let now: Int
  /// The nodes' names.
  public let nodes: [String]
  /// What the clients saw.
  public let operations: [Operation]
  /// What happened.
  public let events: [Event]
  /// Which properties hold.
  public let findings: [Finding]
  /// The last configuration.
  public let configuration: ConfigurationText
  /// The name of the run.
  public let replay: String

  /// The run of a session; none where no model is in use.
  public init?(_ session: RunSession) {
    guard let state = session.state, let token = session.replayToken else { return nil }
    let trace = state.run.trace
    let text = ValueText(names: trace.names)
    model = state.entry.name
    settings = state.settings.values.map { SettingValue(name: $0.setting.name, value: $0.value) }
    seed = state.seed
    script = state.script
    now = state.run.now
    nodes = trace.names
    operations = state.run.clientOperations.map { operation in
      Operation(
        number: operation.id.number, node: trace.name(of: operation.node),
        request: text.text(operation.request),
        reply: operation.reply.map { text.text($0) }, invoked: operation.invokedAt,
        returned: operation.returnedAt)
    }
    events = zip(trace.events, zip(trace.lamportTimestamps, trace.vectorTimestamps)).map { event, stamps in
      Event(
        number: event.number, time: event.time, kind: event.kind.rawValue,
        node: event.node.map(trace.name(of:)),
        peer: event.peer.map(trace.name(of:)), cause: event.cause, operation: event.operation,
        label: event.label,
        lamport: stamps.0?.counter, vector: stamps.1?.counters)
    }
    findings = RunSession.findings(state)
    configuration = state.run.configuration
    replay = token.description
  }

  /// The report as JSON, one line a field, fields in order of their names.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
