import AtollGrading
import AtollTerminal

/// What a grading is doing, in one line that is drawn anew.
struct PhaseLine: Sendable {
  private let errors: Output

  init(_ errors: Output) { self.errors = errors }

  func show(_ phase: GradingPhase) {
    if errors.style.canRepaint { try? errors.write("\r\(phase.rawValue) …\u{1B}[K") }
  }

  func end() {
    if errors.style.canRepaint { try? errors.write("\r\u{1B}[K") }
  }
}
