import AtollGrading
import Foundation

GradingEntry.runIfAsked()
let arguments = Array(CommandLine.arguments.dropFirst())
do {
  let installation = try Installation.containing(environment: ProcessInfo.processInfo.environment)
  let grader = Grader(installation: installation)
  let progress = { (text: String) in FileHandle.standardError.write(Data((text + "\n").utf8)) }
  switch arguments.first {
  case "grade":
    let exercise = try ExerciseLibrary.load(arguments[1], in: installation.course)
    let verdict = try grader.grade(exercise, submission: arguments[2], progress: progress)
    if arguments.contains("json") {
      print(verdict.json)
    } else {
      for line in VerdictText.lines(verdict: verdict, exercise: exercise) { print(line.text) }
    }
    exit(verdict.status == .pass ? 0 : 1)
  case "check":
    for exercise in try ExerciseLibrary.load(installation.course).exercises {
      let report = try ExerciseCheck.prove(exercise, with: grader, progress: progress)
      for step in report.steps { print(exercise.name, step.claim, step.failure ?? "ok") }
    }
  case "start":
    let exercise = try ExerciseLibrary.load(arguments[1], in: installation.course)
    print(try WorkingCopy.start(exercise, in: arguments[2]).files)
  default: exit(2)
  }
} catch let error as GradingError {
  print(error.message)
  exit(error.exitCode)
} catch {
  print(error)
  exit(3)
}
