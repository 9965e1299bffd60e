/// What a worker may use. Computing time decides, because it does not depend on what else the machine does;
/// time on the clock is the backstop.
enum WorkerLimits {
  static let addressSpaceBytes = 512 << 20
  static let computingMillisecondsPerTest = 1500
  static let clockMillisecondsPerCall = 3000
  /// After so many tests that did not end the others are not run: nobody waits for the same loop ten times. A number of
  /// tests and not a time, so that which tests are run does not depend on the machine.
  static let endlessTestsMax = 2
  /// Who has computed less than this when a call's clock is over has waited.
  static let idleComputingMilliseconds = 100
  /// The kernel's own end to a worker that no judge watches any more.
  static let cpuSeconds = 20
  static let openFiles = 64
  /// What is kept of a test's prints, and what ends it.
  static let outputBytesKept = 8 << 10
  static let outputBytesMax = 1 << 20

  static var limits: Limits {
    Limits(
      addressSpaceBytes: addressSpaceBytes, cpuSeconds: cpuSeconds, fileBytes: 0, openFiles: openFiles)
  }
}
