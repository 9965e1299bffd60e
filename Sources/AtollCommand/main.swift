import AtollCourse
import AtollNotebook
import Foundation
// Temporary driver: "check" and "record" for lessons, otherwise run commands from standard input.
let course = Course(root: ".")
if CommandLine.arguments.count > 1 {
  for entry in course.lessons {
    do throws(LessonError) {
      let file = try LessonFile(entry)
      if CommandLine.arguments[1] == "record" {
        try? file.recorded(course).write(toFile: entry.file, atomically: true, encoding: .utf8)
      }
      for problem in try LessonFile(entry).problems(course) { print(problem) }
    } catch { print(error) }
  }
} else {
  var session = RunSession(course: course)
  while let line = readLine() {
    print("> \(line)")
    do { for l in try session.perform(line) { print(l.text) } } catch { print("error: \(error)") }
  }
  print(session.replayToken?.description ?? "")
}
