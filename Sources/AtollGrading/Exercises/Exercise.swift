/// A small task in Swift with a suite that judges it: what `Exercises/<name>/exercise.md` says.
public struct Exercise: Sendable, Equatable {
  /// One test of the suite.
  public struct Test: Sendable, Equatable {
    /// The method's name in the suite.
    public let name: String
    /// What passing it is worth.
    public let points: Int
    /// Whether the learner is shown nothing but the points.
    public let isHidden: Bool
    /// What the test checks, as a sentence.
    public let claim: String
  }

  /// A test that fails.
  struct Failing: Sendable, Equatable {
    let test: String
    /// A hash of the first line of what is said of it; none for a hidden test.
    let words: String?
  }

  /// A typical wrong idea, with a wrong solution that has it.
  public struct Misconception: Sendable, Equatable {
    /// The folder in `Wrong` that holds the solution.
    public let name: String
    /// The test that fails because of it.
    public let caughtBy: String
    /// What is wrong about it, for the learner.
    public let meaning: String
    /// All tests that the wrong solution fails, as `check-course` has found; empty where it has not.
    var failing: [Failing] = []
  }

  /// The name by which it is started and graded; also its folder's name.
  public let name: String
  /// The heading.
  public let title: String
  /// One sentence.
  public let summary: String
  /// The lesson that it belongs to.
  public let lesson: String
  /// The type that the learner writes.
  public let type: String
  /// The module of the contract, which the learner imports.
  public let contractModule: String
  /// The protocol in that module that the learner's type conforms to.
  public let contractProtocol: String
  /// How long it takes, about.
  public let minutes: Int
  /// The task, in Markdown.
  public let task: String
  /// From a nudge to nearly the answer, in Markdown.
  public let hints: [String]
  /// In the order in which they are run and shown.
  public let tests: [Test]
  /// The wrong solutions that prove the suite.
  public internal(set) var misconceptions: [Misconception]
  /// Where it lies.
  public let folder: String

  /// The most points that a submission can earn.
  public var scoreMax: Int { tests.reduce(0) { $0 + $1.points } }

  /// The test's name as a learner may see it: a hidden one is only numbered.
  public func shownName(of test: Test) -> String {
    guard test.isHidden else { return test.name }
    let number = tests.filter(\.isHidden).firstIndex(of: test).map { $0 + 1 } ?? 0
    return "hidden test \(number)"
  }
}
