import AtollGrading
import Foundation

GradingEntry.runIfAsked()
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 3, arguments[0] == "grade" else {
  print("usage: atoll grade EXERCISE PATH [--format json]")
  exit(2)
}
do {
  let installation = try Installation.containing(environment: ProcessInfo.processInfo.environment)
  let exercise = try ExerciseLibrary.load(arguments[1], in: installation.course)
  let verdict = try Grader(installation: installation).grade(exercise, submission: arguments[2]) {
    FileHandle.standardError.write(Data(($0 + "\n").utf8))
  }
  print(verdict.json)
  exit(verdict.status == .pass ? 0 : 1)
} catch let error as GradingError {
  print(error.message)
  exit(error.exitCode)
} catch {
  print(error)
  exit(3)
}
