import AtollContract
import Foundation

/// What the judge tells its parent, one line of JSON each, on a pipe that no learner's code can reach.
enum JudgeRecord: Codable, Equatable {
  /// A test begins: if nothing more comes, it was this one that broke the judge.
  case began(String)
  /// A test has ended.
  case ended(TestRecord)
  /// The submission cannot be tested.
  case unusable(Unusable)
  /// The judge itself cannot work.
  case broken(String)
  /// The run that was asked for, as text.
  case replayed(String)
  /// All is done; the suite itself took so long.
  case done(suiteMicroseconds: Int)

  var line: [UInt8] {
    ((try? JSONEncoder().encode(self)).map(Array.init) ?? []) + [UInt8(ascii: "\n")]
  }

  static func parse(_ line: some Sequence<UInt8>) -> JudgeRecord? {
    try? JSONDecoder().decode(JudgeRecord.self, from: Data(line))
  }
}

/// How one test went.
struct TestRecord: Codable, Equatable {
  struct Failure: Codable, Equatable {
    let description: String
    let line: Int?
  }

  let name: String
  /// What XCTest reported.
  var failures: [Failure] = []
  /// Why the worker did not reach the end of the test.
  var workerEnd: WorkerEnd?
  /// False when tests before it did not end.
  var wasRun = true
  /// What the learner's code printed, capped.
  var output = ""
}

/// Why a submission that compiles cannot be tested.
enum Unusable: Codable, Equatable {
  /// The object cannot be loaded; the text is the loader's.
  case cannotLoad(String)
  /// No type of the wanted name.
  case noType
  /// The type does not conform to the contract's protocol.
  case doesNotConform
  /// The program ended while the object was being loaded.
  case endedWhileLoading(WorkerEnd)
}
