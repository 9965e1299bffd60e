/// What a worker may use. Bytes and calls decide where they can, because they are the same on every machine. What they
/// cannot bound, a loop within one call, is bounded by computing time, which depends on the machine but not on what
/// else it does. No time on the clock is among them.
enum WorkerLimits {
  static let addressSpaceBytes = 512 << 20
  /// A call that has computed for so long does not end: what is asked for in an exercise takes microseconds.
  static let computingMillisecondsPerCall = 1500
  static let computingMillisecondsPerTest = 5000
  static let computingMillisecondsInAll = 15_000
  /// Who was seen so often in one call, asleep and without having computed since the last look, waits for something.
  /// Looks and not a time: on a busy machine, or one that was put to sleep, they take longer.
  static let asleepLooksMax = 150
  static let millisecondsBetweenLooks = 20
  /// After so many tests that did not end the others are not run: nobody waits for the same loop ten times. A number of
  /// tests and not a time, so that which tests are run does not depend on the machine.
  static let endlessTestsMax = 2
  static let callsPerTest = 100_000
  /// What goes to and fro in a test, in all.
  static let callBytesPerTest = 16 << 20
  /// The kernel's own end to a worker that no judge watches any more.
  static let cpuSeconds = 30
  static let openFiles = 64
  /// What is kept of a test's prints, and what ends it.
  static let outputBytesKept = 8 << 10
  static let outputBytesMax = 1 << 20

  static var limits: Limits {
    Limits(
      addressSpaceBytes: addressSpaceBytes, cpuSeconds: cpuSeconds, fileBytes: 0, openFiles: openFiles)
  }
}
