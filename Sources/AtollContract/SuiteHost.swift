/// What a suite tells the judge while it runs.
public protocol SuiteHost: AnyObject {
  /// A test is about to begin.
  ///
  /// - Returns: false when it must not be run, because the time is up.
  func testWillBegin(_ name: String) -> Bool
  /// An assertion failed in the running test, or the test threw an error.
  func testDidFail(_ failure: SuiteFailure)
  /// The test has ended.
  func testDidEnd(_ name: String)
}

/// One failure as XCTest reports it.
public struct SuiteFailure: Equatable, Sendable {
  /// Stands before a description that is for the learner as it is.
  package static let ownWords = "[in the suite's own words] "
  /// Stands after it: XCTest puts more words behind an error that an assertion's argument threw.
  package static let ownWordsEnd = " [to here]"
  /// Begins what is said where a bound ended a test: nothing was found out about the code.
  package static let undecided = "not decided: "
  /// XCTest's words, such as `XCTAssertEqual failed: ("1") is not equal to ("2") - …`.
  public let description: String
  /// The line in the suite, where XCTest knows one.
  public let line: Int?

  /// Makes a failure.
  public init(description: String, line: Int?) {
    self.description = description
    self.line = line
  }
}

/// A compiled suite: the harness that is compiled together with each suite conforms to it, so that the judge
/// can run XCTest without linking it.
public protocol CompiledSuite {
  /// Runs these tests in this order and reports to the host.
  static func run(_ names: [String], host: any SuiteHost)
}
