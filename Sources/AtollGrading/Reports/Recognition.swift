import AtollContract

extension Exercise {
  /// The misconception that a verdict's failures point to, if they point to one only: the one whose wrong solution fails
  /// the very same tests with the same first words, or the very same tests, or else the one whose own test is among
  /// those that fail. A test that a limit has ended points to none by its name alone, nor do all tests together.
  public func recognised(in verdict: Verdict) -> Misconception? {
    let failing = failing(in: verdict)
    let names = failing.map(\.test)
    var same = misconceptions.filter { !names.isEmpty && $0.failing.map(\.test) == names }
    let alike = same.filter { $0.failing == failing }
    if alike.count == 1 { return alike.first }
    // Who has not begun yet fails everything, as some wrong solutions do.
    guard failing.count < tests.count else { return nil }
    let limited = zip(tests, verdict.tests).filter { $1.reachedALimit }.map(\.0.name)
    if !limited.isEmpty { same = [] }
    let visible = tests.filter { !$0.isHidden && names.contains($0.name) && !limited.contains($0.name) }
      .map(\.name)
    let found = (same.isEmpty ? misconceptions : same).filter { visible.contains($0.caughtBy) }
    return found.count == 1 ? found.first : nil
  }

  /// The tests that fail in a verdict.
  func failing(in verdict: Verdict) -> [Failing] {
    zip(tests, verdict.tests).filter { $1.status == .fail }.map { test, result in
      var words: String?
      if !result.message.isEmpty {
        var hash = ContentHash()
        hash.add(result.message.split(separator: "\n").first.map(String.init) ?? "")
        words = hash.text
      }
      return Failing(test: test.name, words: words)
    }
  }
}

extension Verdict.Test {
  /// Whether the test says that a limit was reached, and not what is wrong.
  fileprivate var reachedALimit: Bool {
    message.hasPrefix(SuiteFailure.undecided) || WorkerEnd.limits.contains { message == $0.message }
  }
}
