import CAtollSandbox

/// Whether this machine can grade, and with what: for `atoll doctor`.
public struct SandboxReport: Sendable, Equatable {
  /// The kernel's Landlock version; 0 where it has none.
  public let landlockVersion: Int
  /// Whether system calls can be filtered.
  public let hasSeccomp: Bool
  /// The Swift compiler, where it was found.
  public let compiler: String?
  /// The linker, where it was found.
  public let linker: String?

  /// Looks at this machine.
  public init() {
    landlockVersion = Int(atoll_landlock_version())
    hasSeccomp = atoll_seccomp_available() == 1
    let toolchain = Toolchain.find()
    compiler = toolchain?.compiler
    linker = toolchain?.linker
  }

  /// What the sandbox lacks for its full strength; empty where nothing.
  public var missing: [String] {
    SandboxReport.missing(landlockVersion: landlockVersion, hasSeccomp: hasSeccomp)
  }

  /// The same without looking for the compiler, which every grading does anyway.
  static var missingParts: [String] {
    missing(landlockVersion: Int(atoll_landlock_version()), hasSeccomp: atoll_seccomp_available() == 1)
  }

  private static func missing(landlockVersion: Int, hasSeccomp: Bool) -> [String] {
    var missing: [String] = []
    if landlockVersion == 0 { missing.append("Landlock (Linux 5.13 or newer, enabled in the kernel)") }
    if !hasSeccomp { missing.append("seccomp on x86-64 or arm64 Linux") }
    return missing
  }

  /// The compiler's own words about its version; nil where it does not start.
  public func compilerVersion() -> String? {
    guard let compiler else { return nil }
    let run = try? ToolRun(
      compiler, ["--version"], in: "/", limits: Limits(), deadline: .after(milliseconds: 5000),
      isInterrupted: { false })
    guard let run, run.outcome == .exited(0) else { return nil }
    return String(decoding: run.output, as: UTF8.self).split(separator: "\n").first.map(String.init)
  }

  /// Whether submissions can be graded here in full safety.
  public var canGrade: Bool { missing.isEmpty && compiler != nil && linker != nil }
}
