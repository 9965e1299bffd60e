import AtollGrading
import AtollNotebook
import AtollTerminal
import AtollText
import Foundation

extension OutsideCommand {
  /// `atoll doctor`
  static let doctor = OutsideCommand(
    "doctor", .notebook, "is the toolchain there, does the sandbox work, where is the state kept"
  ) { arguments, shell in
    _ = try arguments.exactly(0, "doctor")
    let findings = findings(shell)
    for finding in findings {
      let mark = StyledLine(finding.isGood ? "ok  " : "no  ", finding.isGood ? .pass : .fail)
      try shell.print(mark + StyledLine(finding.what).padded(to: 12) + StyledLine(finding.text.safeToPrint()))
    }
    for notice in shell.progress.takeNotices() { try shell.print("    \(notice)") }
    return findings.allSatisfy(\.isGood) ? .done : .failed
  }

  private static func findings(_ shell: Shell) -> [(what: String, isGood: Bool, text: String)] {
    let (place, sandbox) = (shell.installation, SandboxReport())
    let hasModules = FileManager.default.fileExists(atPath: place.modules + "/AtollContract.swiftmodule")
    let lacks = sandbox.missing
    let strength =
      lacks.isEmpty
      ? "Landlock version \(sandbox.landlockVersion), seccomp" : "lacks \(lacks.joined(separator: " and "))"
    let lessons = shell.course.lessons
    let readable = lessons.filter { (try? LessonFile($0)) != nil }
    return [
      ("program", true, "\(place.executable), version \(Program.version)"),
      ("engine", hasModules, place.modules),
      (
        "compiler", sandbox.compiler != nil,
        sandbox.compiler ?? "no swift-frontend found: is Swift on the PATH?"
      ),
      ("linker", sandbox.linker != nil, sandbox.linker ?? "no ld.lld found beside the compiler"),
      ("sandbox", lacks.isEmpty, strength),
      (
        "course", readable.count == lessons.count,
        "\(place.course), \(readable.count) of \(lessons.count) lessons can be read"
      ),
      ("state", shell.progress.isKept, shell.folders.state),
      ("cache", true, place.cache),
    ]
  }
}
