import AtollGrading
import AtollPeers
import AtollShell
import Foundation

// The judge and the worker of a grading, and the processes of `atoll peers`, are this same program; they must not
// come into the shell.
GradingEntry.runIfAsked()
PeerEntry.runIfAsked()
exit(Program.run(Array(CommandLine.arguments.dropFirst())).rawValue)
