import AtollText
import AtollNotebook
import AtollTerminal
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
      return complain(error)
    } catch let error as OutputError {
      return complain(error)
    } catch {
      return complain(CommandError("\(error)"))
    }
  }

  private static func complain(_ error: CommandError) -> ExitCode {
    let output = Output(descriptor: STDERR_FILENO, style: .ofProcess(descriptor: STDERR_FILENO))
    try? output.write(line: StyledLine("atoll: \(error)".safeToPrint(), .fail))
    return .usage
  }

  private static func complain(_ error: OutputError) -> ExitCode {
    guard case .failed = error else { return .done }
    let output = Output(descriptor: STDERR_FILENO, style: .ofProcess(descriptor: STDERR_FILENO))
    try? output.write(line: StyledLine("atoll: \(error)", .fail))
    return .broken
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
    let name = words[place]
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
    return try Shell(color: OutputStyle.ColorOption(rawValue: color) ?? .auto, plain: arguments.has("--plain"))
  }
}
