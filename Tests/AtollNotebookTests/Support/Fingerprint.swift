import Atoll
import AtollNotebook
import Testing

/// All that can be seen of a session: two sessions with equal fingerprints are in the same state.
struct Fingerprint: Equatable {
  let token: ReplayToken?
  let trace: Trace?
  let configuration: ConfigurationText?
  let operations: [String]
  let settings: Settings?

  init(_ session: RunSession) {
    token = session.replayToken
    trace = session.run?.trace
    configuration = session.run?.configuration
    operations = session.run?.clientOperations.map { "\($0)" } ?? []
    settings = session.settings
  }

  /// The run without the commands that led to it.
  var run: Fingerprint {
    Fingerprint(
      token: nil, trace: trace, configuration: configuration, operations: operations, settings: settings)
  }

  private init(
    token: ReplayToken?, trace: Trace?, configuration: ConfigurationText?, operations: [String],
    settings: Settings?
  ) {
    self.token = token
    self.trace = trace
    self.configuration = configuration
    self.operations = operations
    self.settings = settings
  }
}

extension Fingerprint: CustomTestStringConvertible {
  var testDescription: String {
    "\(token?.model ?? "no run") at tick \(trace?.now ?? 0), \(trace?.events.count ?? 0) events, \(token?.script ?? [])"
  }
}

extension RunSession: CustomTestStringConvertible {
  /// What failing tests show of a session.
  public var testDescription: String { Fingerprint(self).testDescription }
}
