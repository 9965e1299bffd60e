import AtollCourse
import AtollNotebook
var session = RunSession(course: Course(root: "."))
while let line = readLine() {
  print("> \(line)")
  do { for l in try session.perform(line) { print(l.text) } } catch { print("error: \(error)") }
}
print(session.replayToken?.description ?? "")
