/// The name of one run in a test of a suite, as a failed test shows it: `testAgreement/011/e0.3.1`.
///
/// It names the test, the run within the test, and how the run goes: `s` and a seed, `e` and the choices of an
/// exploration, or `all` where there is nothing to choose. What happens in it is up to the submission.
public struct ReplayToken: Codable, Sendable, Equatable, CustomStringConvertible {
  let test: String
  let run: String
  let course: String

  private static let lengthMax = 10_000

  /// Reads a token; none where the text is not one.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let isPlain = text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }), isPlain, text.utf8.count <= Self.lengthMax,
      parts[2].hasPrefix("s") || parts[2].hasPrefix("e") || parts[2] == "all"
    else { return nil }
    (test, run, course) = (parts[0], parts[1], parts[2])
  }

  /// The token.
  public var description: String { "\(test)/\(run)/\(course)" }
}
