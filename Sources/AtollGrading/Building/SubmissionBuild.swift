import Foundation

/// Turns a submission into a shared object, within limits.
struct SubmissionBuild {
  let toolchain: Toolchain
  let scratch: ScratchFolder
  let moduleCache: String
  /// Where the compiler finds the contract, and Atoll where the contract needs it.
  let moduleFolders: [String]
  let deadline: Deadline
  let isInterrupted: () -> Bool

  /// What is wrong with a submission that gave no object.
  enum Failure: Error, Equatable {
    case diagnostics([Diagnostic])
    case problem(String)
    case interrupted
    case tooSlow
    case system(SystemError)
  }

  static let module = "Submission"
  static let compiled = "submission.o"

  static let limits = Limits(
    addressSpaceBytes: 4 << 30, cpuSeconds: 5, fileBytes: 64 << 20, openFiles: 256)

  /// Compiles and links; the object's path.
  func run(_ submission: Submission) throws(Failure) -> String {
    let source = scratch.path + "/source"
    do {
      try Folders.make(source)
      for file in submission.files { try Files.write(file.content, to: source + "/" + file.scratchName) }
    } catch {
      throw .system(error)
    }
    try compile(submission, in: source)
    return try link(in: source)
  }

  private func compile(_ submission: Submission, in folder: String) throws(Failure) {
    let run = try tool(toolchain.compiler, compilerArguments(submission.files.map(\.scratchName)), in: folder)
    let output = String(decoding: run.output, as: UTF8.self)
    switch run.outcome {
    case .exited(0): return
    case .exited:
      let diagnostics = Diagnostic.parse(output, files: submission.files)
      guard diagnostics.contains(where: { $0.severity == .error }) else {
        throw .problem(
          "the compiler refused the submission without a place: "
            + SubmissionBuild.firstError(ownWords(output)))
      }
      throw .diagnostics(diagnostics)
    case .signalled: throw .problem("the Swift compiler itself crashed on this submission")
    case .tooSlow: throw .tooSlow
    case .computing:
      throw .problem(
        "compiling took longer than \(SubmissionBuild.limits.cpuSeconds ?? 0) seconds: split large expressions up "
          + "and give them types")
    case .interrupted: throw .interrupted
    }
  }

  func compilerArguments(_ files: [String]) -> [String] {
    // Bounds what one expression may cost the type checker; without it a single line can take minutes. A number of
    // attempts and not a time, so that every machine says the same.
    CompilerArguments.common(module: SubmissionBuild.module, cache: moduleCache, search: moduleFolders)
      + ["-solver-scope-threshold=100000"] + files + ["-o", SubmissionBuild.compiled]
  }

  private func link(in folder: String) throws(Failure) -> String {
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
      "-shared", "--version-script", symbols, "-o", object, toolchain.runtimeObject, SubmissionBuild.compiled,
    ]
    let run = try tool(toolchain.linker, arguments, in: folder)
    switch run.outcome {
    case .exited(0): return object
    case .interrupted: throw .interrupted
    case .tooSlow: throw .tooSlow
    default:
      throw .problem(
        "the submission compiles but cannot be linked: "
          + ownWords(String(decoding: run.output.prefix(1000), as: UTF8.self)).prefix(400))
    }
  }

  /// A tool's words without the scratch folder's name, which is another one each time.
  private func ownWords(_ output: String) -> String { output.replacing(scratch.path + "/", with: "") }

  private func tool(
    _ path: String, _ arguments: [String], in folder: String
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
