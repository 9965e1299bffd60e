import AtollGrading
import AtollNotebook
import AtollTerminal
import AtollText

extension OutsideCommand {
  /// `atoll new exercise`
  static let new = OutsideCommand(
    "new exercise NAME", .build, "begin an exercise of your own: a small one that works",
    options: [
      OptionInfo(
        "--course", "DIR", "the course's folder (this one unless said); it gets a course.json if it has none")
    ],
    details: ["Then \"atoll check-course DIR\" proves it, as often as you change it."]
  ) { arguments, shell in
    guard arguments.words.first == "exercise", arguments.words.count == 2 else {
      throw CommandError("a new what?", next: "say: atoll new exercise NAME")
    }
    let (name, course) = (arguments.words[1], arguments.value("--course") ?? ".")
    do {
      for path in try ExerciseTemplate(name: name).write(in: course) {
        try shell.print(StyledLine(path.safeToPrint()))
      }
    } catch let error as ExerciseTemplateError {
      throw CommandError(error.message)
    }
    try shell.print(StyledLine("Prove it:  atoll check-course \(course)".safeToPrint()))
    return .done
  }
}
