import Foundation

extension OutputStyle {
  /// The style of one of this process's own descriptors, from its real environment and terminal.
  /// - Parameters:
  ///   - descriptor: Where the output goes; standard output unless told.
  ///   - color: The `--color` option.
  ///   - plain: Whether `--plain` was given.
  public static func ofProcess(
    descriptor: Int32 = STDOUT_FILENO, color: ColorOption = .auto, plain: Bool = false
  ) -> OutputStyle {
    OutputStyle(
      environment: ProcessInfo.processInfo.environment, isTerminal: isatty(descriptor) == 1,
      terminalWidth: terminalWidth(of: descriptor), color: color, plain: plain)
  }

  /// The width of the terminal behind a descriptor now, or nil where there is none.
  public static func terminalWidth(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
