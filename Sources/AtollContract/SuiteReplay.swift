/// What a suite and the judge say to each other about replaying one run of a test.
///
/// Global like ``RemoteSession``: a test method has no place to hand it in.
package enum SuiteReplay {
  /// Which run of the test that is to run.
  package struct Request: Sendable {
    /// The run's name within its test.
    package let run: String
    /// How it goes: `s` and a seed, or `e` and the choices.
    package let course: String

    package init(run: String, course: String) { (self.run, self.course) = (run, course) }
  }

  /// The test that runs.
  nonisolated(unsafe) package static var test = ""
  /// The command that replays a run, but for the token at its end.
  nonisolated(unsafe) package static var command = ""
  /// The run that is asked for; none where the tests are run as usual.
  nonisolated(unsafe) package static var request: Request?
  /// What there is to see of it.
  nonisolated(unsafe) package static var report: String?

  /// The command that replays a run.
  package static func command(run: String, course: String) -> String {
    "\(command) \(test)/\(run)/\(course)"
  }
}
