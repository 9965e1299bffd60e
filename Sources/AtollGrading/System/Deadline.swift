import Foundation

/// A moment at which waiting ends.
struct Deadline: Sendable, Comparable {
  private let instant: ContinuousClock.Instant

  static func after(milliseconds: Int) -> Deadline {
    Deadline(instant: ContinuousClock.now + .milliseconds(milliseconds))
  }

  /// Never negative.
  var millisecondsLeft: Int {
    max(0, (instant - ContinuousClock.now).wholeMilliseconds)
  }

  var isOver: Bool { ContinuousClock.now >= instant }

  static func < (first: Deadline, second: Deadline) -> Bool { first.instant < second.instant }
}

extension Duration {
  var wholeMicroseconds: Int {
    Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
  }

  var wholeMilliseconds: Int { wholeMicroseconds / 1000 }
}

/// Measures how long something takes.
struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  var microseconds: Int { (ContinuousClock.now - start).wholeMicroseconds }

  var milliseconds: Int { microseconds / 1000 }
}
