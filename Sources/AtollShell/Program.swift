import AtollNotebook
import AtollTerminal
import AtollText
import Foundation

/// The program `atoll`: finds the command that the command line names and carries it out.
public enum Program {
  /// The version, by semantic versioning.
  public static let version = "0.1.0"

  /// Carries out a command line (without the program's name) and returns the exit code.
  public static func run(_ words: [String]) -> ExitCode {
    Interrupt.install()
    do {
      return try dispatch(words)
    } catch let error as CommandError {
      return complain("\(error)", .usage, words)
    } catch OutputError.closed {
      return .closed
    } catch let error as OutputError {
      return complain("\(error)", .broken, words)
    } catch {
      return complain("\(error)", .usage, words)
    }
  }

  private static func complain(_ text: String, _ code: ExitCode, _ words: [String]) -> ExitCode {
    // The command line may be what is wrong: then the style follows from what can be read of it.
    let options = try? Arguments(
      words.filter { $0.hasPrefix("--color=") || $0 == "--plain" }, options: OptionInfo.common)
    let color = options?.value("--color").flatMap(OutputStyle.ColorOption.init) ?? colorAfterSpace(words)
    let style = OutputStyle.ofProcess(
      descriptor: STDERR_FILENO, color: color, plain: options?.has("--plain") ?? false)
    try? Output(descriptor: STDERR_FILENO, style: style).write(
      line: StyledLine("atoll: \(text)".shownAsError, .fail))
    return code
  }

  private static func colorAfterSpace(_ words: [String]) -> OutputStyle.ColorOption {
    guard let place = words.lastIndex(of: "--color"), words.indices.contains(place + 1) else { return .auto }
    return OutputStyle.ColorOption(rawValue: words[place + 1]) ?? .auto
  }

  private static func dispatch(_ words: [String]) throws -> ExitCode {
    let isPlainWord = { (word: String) in !word.hasPrefix("-") }
    if words.contains("--version"), !words.contains(where: isPlainWord) {
      try Output(style: .ofProcess()).write("atoll \(version)\n")
      return .done
    }
    // Common options may stand before the command.
    let place = commandPlace(words)
    guard let place else {
      let arguments = try Arguments(words, options: OptionInfo.common)
      let shell = try shell(arguments)
      if arguments.has("--help") { return try HelpPages.program(shell) }
      var notebook = try Notebook(shell)
      return try notebook.run()
    }
    try checkEarly(Array(words[..<place]))
    let name = words[place]
    // Many try "help" before "--help".
    if name == "help" { return try dispatch(words[..<place] + words[(place + 1)...] + ["--help"]) }
    guard let command = OutsideCommand.all.first(where: { $0.info.name == name }) else {
      let known = OutsideCommand.all.map(\.info.name)
      throw CommandError(
        "no command \"\(name)\"",
        next: Suggestion.nearest(to: name, among: known).map { "did you mean \"atoll \($0)\"?" }
          ?? "\"atoll --help\" lists them")
    }
    let rest = Array(words[..<place] + words[(place + 1)...])
    let arguments = try Arguments(rest, options: command.options + OptionInfo.common)
    let shell = try shell(arguments)
    if arguments.has("--help") { return try HelpPages.command(command, shell) }
    return try command.run(arguments, shell)
  }

  /// Before the command's name only common options can stand.
  private static func checkEarly(_ words: [String]) throws(CommandError) {
    let common = OptionInfo.common.map(\.name)
    for name in words.map({ $0.prefix { $0 != "=" } }) where !common.contains(String(name)) {
      let commands = OutsideCommand.all.filter { $0.options.contains { $0.name == name } }
      guard !commands.isEmpty else { break }
      throw CommandError("\(name) stands after the command", next: "say: atoll COMMAND \(name) …")
    }
    _ = try Arguments(words, options: OptionInfo.common)
  }

  /// Where the command's name stands: the first word that is neither a common option nor its value.
  private static func commandPlace(_ words: [String]) -> Int? {
    var place = 0
    while place < words.count {
      guard words[place].hasPrefix("-") else { return place }
      place += words[place] == "--color" ? 2 : 1
    }
    return nil
  }

  private static func shell(_ arguments: Arguments) throws(CommandError) -> Shell {
    let color = try arguments.choice("--color", among: OutputStyle.ColorOption.allCases.map(\.rawValue))
    return try Shell(
      color: OutputStyle.ColorOption(rawValue: color) ?? .auto, plain: arguments.has("--plain"))
  }
}

extension String {
  /// The text of an error, safe to print; where it quotes a very long input, without its middle.
  var shownAsError: String {
    guard utf8.count > 600 else { return safeToPrint() }
    return (prefix(200) + " … " + suffix(200)).safeToPrint().shortened
  }

  // Few characters can be many bytes, and unsafe ones become longer.
  private var shortened: String { utf8.count > 1600 ? "the input is too long to be shown" : self }
}
