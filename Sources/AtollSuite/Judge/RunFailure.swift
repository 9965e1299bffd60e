import Atoll
import AtollContract

/// Why a run of the learner's nodes fails its test: let it end the test.
///
/// Its description is what the learner reads, marked so that nothing is taken for words of XCTest.
public struct RunFailure: Error, CustomStringConvertible {
  /// What is wrong, and the run that shows it.
  public let text: String

  /// Makes a failure.
  public init(_ text: String) { self.text = text }

  static let tooManyEffects =
    """
    \(SuiteFailure.undecided)your nodes ask for more than \(SuiteRuns.effectsPerRun) things in one run (messages, timers, \
    replies, notes): does one message lead to several, and each of these to several more?
    """

  /// The text between its marks.
  public var description: String { SuiteFailure.ownWords + text + SuiteFailure.ownWordsEnd }

  /// What became of the learner's code, in words.
  init(of error: any Error) {
    switch error {
    case let failure as RunFailure: self = failure
    case RemoteError.threw(let text): self.init(text)
    case RemoteError.tooManyCalls(let count):
      self.init(
        """
        \(SuiteFailure.undecided)your nodes took more than \(count) different steps in this test: does their state grow \
        without end?
        """)
    case RemoteError.badReply: self.init("your node asks for something that no node can ask for")
    case let fault as NodeFault: self.init(fault.description)
    default: self.init("\(error)")
    }
  }
}
