import AtollGrading
import AtollShell
import Foundation

// The judge and the worker of a grading are this same program; they must not come into the shell.
GradingEntry.runIfAsked()
exit(Program.run(Array(CommandLine.arguments.dropFirst())).rawValue)
