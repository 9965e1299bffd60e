import Atoll

/// Four programs of clients. In each of them one answer would break one session guarantee, and no other.
enum SessionStory: String, CaseIterable {
  case readYourWrites = "ryw"
  case monotonicReads = "mr"
  case monotonicWrites = "mw"
  case writesFollowReads = "wfr"

  private static let (r1, r2) = (NodeID(0), NodeID(1))
  private static let (a, b, c) = (NodeID(2), NodeID(3), NodeID(4))

  private static func write(_ key: String, _ replica: NodeID) -> SessionRequest {
    SessionRequest(operation: .write(key, "1"), replica: replica)
  }

  private static func read(_ key: String, _ replica: NodeID) -> SessionRequest {
    SessionRequest(operation: .read(key), replica: replica)
  }

  /// What each session's client asks, one after another.
  var clients: [NodeID: [SessionRequest]] {
    let (r1, r2) = (Self.r1, Self.r2)
    return switch self {
    case .readYourWrites: [Self.a: [Self.write("x", r1), Self.read("x", r2)]]
    case .monotonicReads: [Self.a: [Self.write("x", r1)], Self.b: [Self.read("x", r1), Self.read("x", r2)]]
    case .monotonicWrites:
      [
        Self.a: [Self.write("x", r1), Self.write("y", r2)], Self.b: [Self.read("y", r2), Self.read("x", r2)],
      ]
    case .writesFollowReads:
      [
        Self.a: [Self.write("x", r1)], Self.b: [Self.read("x", r1), Self.write("y", r2)],
        Self.c: [Self.read("y", r2), Self.read("x", r2)],
      ]
    }
  }

  /// What is asked of all runs.
  var claim: String {
    switch self {
    case .readYourWrites: "who has written x reads it"
    case .monotonicReads: "who has read x reads it again"
    case .monotonicWrites: "who reads y reads x, which its writer wrote before"
    case .writesFollowReads: "who reads y reads x, which its writer had read"
    }
  }

  /// Whether the answers break the guarantee.
  func isBroken(_ answers: SessionAnswers) -> Bool {
    switch self {
    case .readYourWrites: answers.of(Self.a) == ["0"]
    case .monotonicReads: answers.of(Self.b) == ["1", "0"]
    case .monotonicWrites: answers.of(Self.b) == ["1", "0"]
    // y may be written by B without having read x: then nothing is promised.
    case .writesFollowReads: answers.of(Self.b) == ["1"] && answers.of(Self.c) == ["1", "0"]
    }
  }
}

/// What the reads of each session were answered, in their order.
struct SessionAnswers: Hashable, Sendable {
  private var values: NodeMap<[String]> = [:]

  func of(_ session: NodeID) -> [String] { values[session] ?? [] }

  mutating func observe(_ event: ClientEvent<Sessions.Member>) {
    guard case .response(.value(let value), _, let session) = event else { return }
    values[session, default: []].append(value)
  }
}
