import CAtollEdit

/// Ctrl-C: stops what runs and keeps the shell.
///
/// The signal only raises a flag. Whatever runs long looks at `isRaised` from time to time and stops by itself, so
/// nothing is ever cut in the middle. The line editor takes the flag at the prompt.
public enum Interrupt {
  /// Catches Ctrl-C and ignores SIGPIPE, so that writing to a closed pipe is an error and not the end.
  ///
  /// Where the parent started this process with Ctrl-C ignored (a background job), it stays ignored. Call it once,
  /// before the first output; calling it again changes nothing.
  public static func install() {
    atoll_interrupt_install()
  }

  /// Whether Ctrl-C was pressed since the last `clear()`.
  ///
  /// - Complexity: One load of memory; cheap enough for an inner loop.
  public static var isRaised: Bool { atoll_interrupt_is_raised() != 0 }

  /// Forgets a Ctrl-C.
  public static func clear() {
    _ = atoll_interrupt_take()
  }
}
