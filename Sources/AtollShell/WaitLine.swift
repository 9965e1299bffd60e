import AtollTerminal
import Synchronization

/// A sign of life while a command of the notebook takes long: how long already, and how to stop it.
///
/// It stands on a terminal only, and goes before the result comes.
final class WaitLine: Sendable {
  private struct State {
    var began = ContinuousClock.now
    var secondsTold = 0
  }

  private let errors: Output
  private let state = Mutex(State())

  init(_ errors: Output) { self.errors = errors }

  /// A command begins.
  func begin() { state.withLock { $0 = State() } }

  /// The command is still at work: tells so once a second.
  func tell() {
    guard errors.style.canRepaint else { return }
    let seconds = state.withLock { state -> Int? in
      let seconds = Int((ContinuousClock.now - state.began).components.seconds)
      guard seconds > state.secondsTold else { return nil }
      state.secondsTold = seconds
      return seconds
    }
    if let seconds { try? errors.write("\r\(seconds) s; Ctrl-C stops it\u{1B}[K") }
  }

  /// Takes the line away.
  func end() {
    // Ctrl-C leaves a mark on the line.
    let isMarked = state.withLock { $0.secondsTold > 0 } || errors.style.canRepaint && Interrupt.isRaised
    if isMarked { try? errors.write("\r\u{1B}[K") }
  }
}
