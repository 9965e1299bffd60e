import Foundation

/// What the judge is told to do, on its command line.
struct JudgeOrder: Codable, Equatable {
  let exerciseObject: String
  let suiteObject: String
  let submissionObject: String
  /// Names in the objects: where the glue, the harness and the learner's type are found.
  let remoteModule: String
  let suiteModule: String
  let type: String
  /// In the order in which they are run.
  let tests: [String]
  /// Libraries that the submission needs and atoll does not have loaded.
  let libraries: [String]
  let sandbox: SandboxStrength
  /// The command that replays a run, but for the token at its end.
  let replayCommand: String
  /// The one run that is to be told, instead of a verdict.
  var replay: ReplayToken?

  var worker: WorkerOrder {
    WorkerOrder(
      exerciseObject: exerciseObject, submissionObject: submissionObject, remoteModule: remoteModule,
      type: type,
      libraries: libraries, sandbox: sandbox)
  }
}

/// What the worker is told to do, on its command line.
struct WorkerOrder: Codable, Equatable {
  let exerciseObject: String
  let submissionObject: String
  let remoteModule: String
  let type: String
  let libraries: [String]
  let sandbox: SandboxStrength
}

/// How firmly the worker is locked down.
public enum SandboxStrength: String, Codable, Sendable {
  /// With all of it, or no grading takes place.
  case strong
  /// With what the kernel has: only for submissions that one trusts.
  case weak
}

enum OrderText {
  static func of(_ order: some Encodable) -> String {
    (try? JSONEncoder().encode(order)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  static func read<Order: Decodable>(_ type: Order.Type, from arguments: [String]) -> Order? {
    arguments.first.flatMap { try? JSONDecoder().decode(type, from: Data($0.utf8)) }
  }
}
