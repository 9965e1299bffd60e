/// What the output can show: colour, repainting, Unicode, and how wide it is.
///
/// A value computed once from the environment, the terminal and the command line. It is not the terminal: it
/// does not notice a later resize (make a new one for that).
public struct OutputStyle: Hashable, Sendable {
  /// The choice of the `--color` option.
  public enum ColorOption: String, CaseIterable, Sendable {
    /// By the environment and the terminal, as without the option.
    case auto
    /// In any case.
    case always
    /// In no case.
    case never
  }

  /// Whether roles are shown as colours and weights.
  public var usesColor: Bool
  /// Whether output is append-only plain text, for screen readers and logs: no repaint, no box drawing.
  public var isPlain: Bool
  /// Whether the locale can encode any character; otherwise only ASCII may be written.
  public var isUTF8: Bool
  /// Whether the cursor may be moved to change what is already shown.
  public var canRepaint: Bool
  /// The width in columns.
  public var width: Int

  /// Whether drawings may use Unicode symbols such as `│` and `→`.
  public var drawsUnicode: Bool { isUTF8 && !isPlain }

  /// The narrowest and the widest layout; a terminal outside this range gets the nearest of them.
  public static let widths = 20...400

  /// Decides from the environment, the terminal and the options.
  ///
  /// An explicit `--color=always` or `never` beats the environment. `NO_COLOR` beats `CLICOLOR_FORCE`, which beats
  /// `CLICOLOR`. The terminal's own width beats `COLUMNS`, which an exporting shell leaves stale after a resize.
  /// - Parameters:
  ///   - environment: The environment's variables.
  ///   - isTerminal: Whether the output is a terminal.
  ///   - terminalWidth: The terminal's own width, where known.
  ///   - color: The `--color` option.
  ///   - plain: Whether `--plain` was given.
  public init(
    environment: [String: String], isTerminal: Bool, terminalWidth: Int? = nil,
    color: ColorOption = .auto, plain: Bool = false
  ) {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    let knowsTerminal = isTerminal && value("TERM") != "dumb"
    isPlain = plain || value("ACCESSIBLE").map { $0 != "0" } ?? false
    canRepaint = knowsTerminal && value("TERM") != nil && !isPlain
    isUTF8 = Self.namesUTF8(value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG"))
    let wanted = terminalWidth.flatMap { $0 > 0 ? $0 : nil } ?? value("COLUMNS").flatMap { Int($0) } ?? 80
    width = min(max(wanted, Self.widths.lowerBound), Self.widths.upperBound)
    usesColor =
      switch color {
      case .always: true
      case .never: false
      case .auto:
        if isPlain || value("NO_COLOR") != nil {
          false
        } else if let force = value("CLICOLOR_FORCE"), force != "0" {
          true
        } else {
          knowsTerminal && value("CLICOLOR") != "0"
        }
      }
  }

  // Where no locale is named at all the terminal is far more likely to speak UTF-8 than not, and the line editor
  // finds itself a UTF-8 locale then, too. A named "C" or "POSIX" is taken at its word.
  private static func namesUTF8(_ locale: String?) -> Bool {
    guard let locale else { return true }
    let name = locale.lowercased()
    return name.hasSuffix("utf-8") || name.hasSuffix("utf8") || name.contains("utf-8@")
      || name.contains("utf8@")
  }
}
