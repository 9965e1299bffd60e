import Foundation

/// Turns a submission into a shared object, within limits.
struct SubmissionBuild {
  let toolchain: Toolchain
  let scratch: ScratchFolder
  let moduleCache: String
  /// Where the compiler finds the contract, and Atoll where the contract needs it.
  let moduleFolders: [String]
  let isInterrupted: () -> Bool

  /// What is wrong with a submission that gave no object.
  enum Failure: Error, Equatable {
    case diagnostics([Diagnostic])
    case problem(String)
    case interrupted
    case system(SystemError)
  }

  static let module = "Submission"

  /// Half the time that a verdict may take, as a backstop; what counts is the computing time.
  static let wallMillisecondsMax = 6000
  static let limits = Limits(
    addressSpaceBytes: 4 << 30, cpuSeconds: 5, fileBytes: 64 << 20, openFiles: 256)

  /// Compiles and links; the object's path.
  func run(_ submission: Submission) throws(Failure) -> String {
    let source = scratch.path + "/source"
    let deadline = Deadline.after(milliseconds: SubmissionBuild.wallMillisecondsMax)
    do {
      try Folders.make(source)
      for file in submission.files { try Files.write(file.content, to: source + "/" + file.scratchName) }
    } catch {
      throw .system(error)
    }
    try compile(submission, in: source, deadline)
    return try link(in: source, deadline)
  }

  private func compile(_ submission: Submission, in folder: String, _ deadline: Deadline) throws(Failure) {
    var arguments = CompilerArguments.common(
      module: SubmissionBuild.module, cache: moduleCache, search: moduleFolders)
    // Bounds what one expression may cost the type checker; without it a single line can take minutes.
    arguments += ["-solver-expression-time-threshold=1"]
    arguments += submission.files.map(\.scratchName) + ["-o", "submission.o"]
    let run = try tool(toolchain.compiler, arguments, in: folder, deadline)
    let output = String(decoding: run.output, as: UTF8.self)
    switch run.outcome {
    case .exited(0): return
    case .exited:
      let diagnostics = Diagnostic.parse(output, files: submission.files)
      guard diagnostics.contains(where: { $0.severity == .error }) else {
        throw .problem(
          "the compiler refused the submission without a place: " + SubmissionBuild.firstError(output))
      }
      throw .diagnostics(diagnostics)
    case .signalled: throw .problem("the Swift compiler itself crashed on this submission")
    case .timeUp:
      throw .problem(
        "compiling took longer than \(SubmissionBuild.limits.cpuSeconds ?? 0) seconds: split large expressions up "
          + "and give them types")
    case .interrupted: throw .interrupted
    }
  }

  private func link(in folder: String, _ deadline: Deadline) throws(Failure) -> String {
    let object = scratch.path + "/submission.so"
    // No libraries: every symbol of the runtime is in the worker already, and naming libraries costs more time
    // than all the rest of linking.
    // No symbols: a submission that names a function like one of the runtime's must not take its place.
    let symbols = folder + "/symbols"
    do {
      try Files.write(Array("{ local: *; };".utf8), to: symbols)
    } catch {
      throw .system(error)
    }
    let arguments = [
      "-shared", "--version-script", symbols, "-o", object, toolchain.runtimeObject, "submission.o",
    ]
    let run = try tool(toolchain.linker, arguments, in: folder, deadline)
    switch run.outcome {
    case .exited(0): return object
    case .interrupted: throw .interrupted
    default:
      throw .problem(
        "the submission compiles but cannot be linked: "
          + String(decoding: run.output.prefix(400), as: UTF8.self))
    }
  }

  private func tool(
    _ path: String, _ arguments: [String], in folder: String, _ deadline: Deadline
  ) throws(Failure) -> ToolRun {
    do {
      return try ToolRun(
        path, arguments, in: folder, limits: SubmissionBuild.limits, deadline: deadline,
        isInterrupted: isInterrupted)
    } catch {
      throw .system(error)
    }
  }

  private static func firstError(_ output: String) -> String {
    let line = output.split(separator: "\n").first { $0.contains("error:") }
    return String(line?.prefix(300) ?? "it printed no error")
  }
}

enum CompilerArguments {
  /// What every compilation shares. No plugin is named, so no macro can run a program.
  ///
  /// The tables of lines are for telling where a submission crashed. They are here and not with the submission,
  /// because the compiler keeps what it makes of C headers apart by such options: compiling a suite, which uses
  /// Foundation, warms that up for submissions that do.
  static func common(module: String, cache: String, search: [String]) -> [String] {
    [
      "-frontend", "-c", "-Onone", "-swift-version", "6", "-parse-as-library", "-no-color-diagnostics",
      "-diagnostic-style", "llvm", "-disable-objc-interop", "-target", Toolchain.target,
      "-gline-tables-only", "-module-name", module, "-module-cache-path", cache,
    ] + search.flatMap { ["-I", $0] }
  }
}
