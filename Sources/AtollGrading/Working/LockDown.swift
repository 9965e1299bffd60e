import CAtollSandbox
import Foundation

/// Takes away from the calling process, for good, all that computing does not need.
struct LockDown {
  let strength: SandboxStrength

  /// - Throws: what could not be taken away, unless the strength is `weak`.
  func apply(readable: [String]) throws(SharedObject.Failure) {
    var limits = WorkerLimits.limits.c
    try check("limits", atoll_set_limits(&limits))
    let files = CStrings.with(readable) { pointers in
      pointers.withMemoryRebound(to: UnsafePointer<CChar>?.self, capacity: readable.count) {
        atoll_restrict_files($0, Int32(readable.count))
      }
    }
    try check("Landlock", files)
    try check("seccomp", atoll_restrict_system_calls())
  }

  private func check(_ part: String, _ error: Int32) throws(SharedObject.Failure) {
    guard error != 0, strength == .strong else { return }
    throw SharedObject.Failure(message: "the sandbox's \(part) failed: \(String(cString: strerror(error)))")
  }
}
