import Foundation

/// What a grading found out about a submission.
///
/// As JSON: `exercise`, `submission`, `status`, `score`, `max_score`, `tests` (each with `name`, `status`,
/// `score`, `max_score`, `message`, `output`, `hidden`), `timing`, and where there is something to say
/// `problem` and `diagnostics`. All but `timing` depends on the submission and the suite alone.
public struct Verdict: Codable, Sendable, Equatable {
  /// How a test or the whole of it went.
  public enum Status: String, Codable, Sendable {
    /// As it should be.
    case pass
    /// It was tested and found wrong.
    case fail
    /// It could not be tested.
    case error
  }

  /// How one test went.
  public struct Test: Codable, Sendable, Equatable {
    /// The test's name; a hidden one is only numbered.
    public var name: String
    /// How it went.
    public var status: Status
    /// What it earned.
    public var score: Int
    /// What it could have earned.
    public var maxScore: Int
    /// Why it did not pass; empty where it did, or where it is hidden.
    public var message: String
    /// What the learner's code printed during the test; empty where it is hidden.
    public var output: String
    /// Whether the learner is shown nothing but the points.
    public var hidden: Bool

    enum CodingKeys: String, CodingKey {
      case name, status, score, message, output, hidden
      case maxScore = "max_score"
    }
  }

  /// How long the parts took, in milliseconds.
  public struct Timing: Codable, Sendable, Equatable {
    /// Getting the suite ready; much only the first time.
    public var prepareMs = 0
    /// Compiling and linking the submission.
    public var compileMs = 0
    /// Running the tests.
    public var testMs = 0
    /// All of it.
    public var totalMs = 0

    enum CodingKeys: String, CodingKey {
      case prepareMs = "prepare_ms"
      case compileMs = "compile_ms"
      case testMs = "test_ms"
      case totalMs = "total_ms"
    }
  }

  /// The exercise's name.
  public var exercise: String
  /// The path that was graded, as it was given.
  public var submission: String
  /// `pass` when every test passed, `error` when it could not be tested.
  public var status: Status
  /// The points earned.
  public var score: Int
  /// The points that there are.
  public var maxScore: Int
  /// In the suite's order.
  public var tests: [Test]
  /// How long it took.
  public var timing: Timing
  /// Why it could not be tested.
  public var problem: String?
  /// What the compiler said.
  public var diagnostics: [Diagnostic]?

  enum CodingKeys: String, CodingKey {
    case exercise, submission, status, score, tests, timing, problem, diagnostics
    case maxScore = "max_score"
  }

  /// The verdict as JSON with its keys sorted, without a newline at the end.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Numbers and valid text only: there is nothing in a verdict that JSON cannot say.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

extension Verdict {
  /// Reads a verdict from its JSON; none where it is not of that form.
  public init?(json: String) {
    guard let verdict = try? JSONDecoder().decode(Verdict.self, from: Data(json.utf8)) else { return nil }
    self = verdict
  }
}
