import AtollGrading
import AtollNotebook
import AtollTerminal
import Foundation

extension OutsideCommand {
  /// `atoll doctor`
  static let doctor = OutsideCommand(
    "doctor", .notebook, "is the toolchain there, does the sandbox work, where is the state kept"
  ) { arguments, shell in
    _ = try arguments.exactly(0, "doctor")
    var isWell = true
    func line(_ what: String, _ isGood: Bool, _ text: String) throws {
      if !isGood { isWell = false }
      let mark = StyledLine(isGood ? "ok  " : "no  ", isGood ? .pass : .fail)
      try shell.print(mark + StyledLine(what).padded(to: 12) + StyledLine(text.safeToPrint()))
    }
    let sandbox = SandboxReport()
    try line("program", true, "\(shell.installation.executable), version \(Program.version)")
    let modules = FileManager.default.fileExists(atPath: shell.installation.modules + "/AtollContract.swiftmodule")
    try line("engine", modules, shell.installation.modules)
    try line("compiler", sandbox.compiler != nil, sandbox.compiler ?? "no swift-frontend found: is Swift on the PATH?")
    try line("linker", sandbox.linker != nil, sandbox.linker ?? "no ld.lld found beside the compiler")
    let lacks = sandbox.missing
    try line(
      "sandbox", lacks.isEmpty,
      lacks.isEmpty
        ? "Landlock version \(sandbox.landlockVersion), seccomp" : "lacks \(lacks.joined(separator: " and "))")
    let readable = shell.course.lessons.filter { (try? LessonFile($0)) != nil }
    let count = "\(readable.count) of \(shell.course.lessons.count) lessons can be read"
    try line("course", readable.count == shell.course.lessons.count, "\(shell.installation.course), \(count)")
    try line("state", shell.progress.isKept, shell.folders.state)
    for notice in shell.progress.takeNotices() { try shell.print("    \(notice)") }
    try line("cache", true, shell.installation.cache)
    return isWell ? .done : .failed
  }
}
