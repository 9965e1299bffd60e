/// What a worker may use. Computing time decides, because it does not depend on what else the machine does;
/// time on the clock is the backstop.
enum WorkerLimits {
  static let addressSpaceBytes = 512 << 20
  static let computingMillisecondsPerTest = 1500
  static let clockMillisecondsPerCall = 3000
  /// What all further tests together have once a time limit was hit: nobody waits for the same loop ten times.
  static let clockMillisecondsAfterLimit = 4000
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
