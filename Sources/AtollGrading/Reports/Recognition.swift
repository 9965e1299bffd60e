extension Exercise {
  /// The misconception that a verdict's failures point to, if they point to one only.
  public func recognised(in verdict: Verdict) -> Misconception? {
    let failed = zip(tests, verdict.tests).filter { $1.status == .fail && !$1.hidden }.map(\.0.name)
    let found = misconceptions.filter { failed.contains($0.caughtBy) }
    return found.count == 1 ? found.first : nil
  }
}
