import AtollNotebook
import Testing

@testable import AtollShell

/// The tables of commands are what the help pages show: nothing is hidden.
@Suite struct CommandTableTests {
  @Test func `every command of the program is on the help page with what it does`() throws {
    let help = try AtollProgram.run(["--help"]).output
    for command in OutsideCommand.all {
      #expect(help.contains("atoll \(command.info.usage)"))
      #expect(!command.info.summary.isEmpty)
      let page = try AtollProgram.run([command.info.name, "--help"]).output
      #expect(page.hasPrefix("atoll \(command.info.usage)\n"))
      for option in command.options + OptionInfo.common {
        #expect(page.contains("  \(option.name)"))
        #expect(!option.summary.isEmpty)
      }
    }
  }

  @Test func `every command of the notebook is in its help with what it does`() throws {
    let help = try AtollProgram.notebook(["help"]).output
    for command in NotebookCommands.all + RunCommands.all {
      #expect(help.contains("  \(command.usage)"), "\(command.usage)")
      #expect(!command.summary.isEmpty)
    }
  }

  @Test func `help on a command says more than its line on the help page`() throws {
    for command in NotebookCommands.all + RunCommands.all {
      let notes = CommandNotes.of(command.name)
      #expect(!notes.isEmpty, "\(command.name) has no note")
      let page = try AtollProgram.notebook(["help \(command.name)"]).output
      #expect(page.contains(command.summary.prefix(30)))
    }
  }

  @Test func `no two commands of one table have the same usage`() {
    let usages = (NotebookCommands.all + RunCommands.all).map(\.usage)
    #expect(Set(usages).count == usages.count)
    let names = OutsideCommand.all.map(\.info.name)
    #expect(Set(names).count == names.count)
  }

  @Test func `every topic of the help page can be asked for`() throws {
    for topic in CommandInfo.Topic.allCases {
      let outcome = try AtollProgram.notebook(["help \(topic.rawValue)"])
      #expect(outcome.code == 0 && !outcome.output.isEmpty)
    }
  }

  @Test func `the exit codes on the help page are those of the program`() throws {
    let help = try AtollProgram.run(["--help"]).output
    for code in ExitCode.allCases { #expect(help.contains("\n  \(code.rawValue) "), "\(code)") }
  }

  @Test func `the version is printed alone`() throws {
    let outcome = try AtollProgram.run(["--version"])
    #expect(outcome.output == "atoll \(Program.version)\n")
    #expect(outcome.code == 0)
  }
}
