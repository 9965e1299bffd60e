import AtollGrading
import AtollNotebook
import AtollTerminal

extension OutsideCommand {
  static let start = OutsideCommand("start EXERCISE", .build, "x") { _, _ in .done }
  static let hint = OutsideCommand("hint EXERCISE", .build, "x") { _, _ in .done }
  static let grade = OutsideCommand("grade EXERCISE PATH", .build, "x") { _, _ in .done }
  static let reset = OutsideCommand("reset EXERCISE", .build, "x") { _, _ in .done }
  static let checkCourse = OutsideCommand("check-course", .build, "x") { _, _ in .done }
}
extension Notebook {
  mutating func start(_ rest: [String]) throws {}
  mutating func hint(_ rest: [String]) throws {}
  mutating func grade(_ rest: [String]) throws {}
}
