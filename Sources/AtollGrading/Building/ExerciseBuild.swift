import Foundation

/// An exercise's compiled parts: the contract with its glue, and the suite.
struct CompiledExercise: Sendable {
  let folder: String

  /// The contract and its glue, which the judge and the worker load.
  var exerciseObject: String { folder + "/exercise.so" }
  /// The suite, which only the judge loads.
  var suiteObject: String { folder + "/suite.so" }
  /// Where the compiler finds the contract's module.
  var contractModules: String { folder + "/contract" }
}

/// Compiles an exercise's contract and suite once and keeps them, by content, compiler and build of atoll.
struct ExerciseBuild {
  let installation: Installation
  let toolchain: Toolchain
  let exercise: Exercise
  let isInterrupted: () -> Bool

  enum Failure: Error, Equatable {
    case broken(String)
    case interrupted
    case system(SystemError)
  }

  /// Where the compiler keeps what it has made of C headers. Such files name each other by their full paths, and
  /// the compiler refuses all of them after a move: so the path is a part of the name.
  static func moduleCache(_ installation: Installation, _ toolchain: Toolchain) -> String {
    var hash = ContentHash()
    hash.add(RealPath.of(installation.cache) ?? installation.cache)
    hash.add(toolchain.identity)
    return "\(installation.cache)/modules-\(hash.text)"
  }

  /// How long compiled parts of another version are kept.
  private static let keptSeconds: TimeInterval = 30 * 24 * 3600

  var remoteModule: String { exercise.type + "Remote" }
  var suiteModule: String { exercise.type + "Suite" }

  /// The exercise's compiled parts, from the cache or made now.
  func run(progress: (String) -> Void) throws(Failure) -> CompiledExercise {
    let files = ExerciseFolder(exercise: exercise)
    let harness = SuiteHarness(
      suiteClass: files.testFiles.lazy.compactMap { SwiftSource(Files.text($0) ?? "").suiteClass }.first
        ?? "",
      tests: exercise.tests.map(\.name)
    ).source
    let parent = installation.cache + "/exercises"
    let compiled = CompiledExercise(folder: "\(parent)/\(exercise.name)-\(key(files, harness))")
    if FileManager.default.fileExists(atPath: compiled.folder) { return compiled }
    do {
      try Folders.make(parent)
      try Folders.make(ExerciseBuild.moduleCache(installation, toolchain))
      // Two gradings that come first at once: the second waits for the first and finds its work done.
      let lock = try FileLock("\(parent)/\(exercise.name).lock")
      defer { lock.release() }
      if FileManager.default.fileExists(atPath: compiled.folder) { return compiled }
      progress("Compiling the suite of \(exercise.name), once …")
      try build(files, harness, into: compiled.folder)
    } catch let failure as Failure {
      throw failure
    } catch let error as SystemError {
      throw .system(error)
    } catch {
      throw .broken(String(describing: error))
    }
    return compiled
  }

  /// Builds in a folder beside the final one and renames it, so that the final one is always complete.
  private func build(_ files: ExerciseFolder, _ harness: String, into final: String) throws {
    let folder = "\(final).\(getpid())"
    try? FileManager.default.removeItem(atPath: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let contracts = folder + "/contract"
    try Folders.make(contracts)
    try Files.write(Array(harness.utf8), to: folder + "/Harness.swift")
    let remote = folder + "/Remote.swift"
    try Files.write(Array(files.remoteText.utf8), to: remote)
    let atoll = installation.modules
    let contract = exercise.contractModule
    try compile([files.contractFile], contract, search: [atoll], emit: contracts, in: folder)
    try compile([remote], remoteModule, search: [contracts, atoll], emit: folder, in: folder)
    try compile(
      files.testFiles + [folder + "/Harness.swift"], suiteModule, search: [contracts, folder, atoll],
      in: folder)
    try link([contract, remoteModule], to: "exercise.so", in: folder)
    // The only library that atoll does not have loaded itself.
    let library = toolchain.libraries + "/libXCTest.so"
    try link([suiteModule], to: "suite.so", with: [library, "-rpath", toolchain.libraries], in: folder)
    guard rename(folder, final) == 0 else { throw SystemError("rename \(folder)") }
    prune(besides: final)
  }

  /// Removes what older builds and older versions of the exercise have left, once nobody can be using it.
  private func prune(besides final: String) {
    let parent = Installation.folder(of: final)
    for name in FolderListing.names(parent) where name.hasPrefix(exercise.name + "-") {
      let path = parent + "/" + name
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      guard path != final, let changed = attributes?[.modificationDate] as? Date,
        changed.timeIntervalSinceNow < -ExerciseBuild.keptSeconds
      else { continue }
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  private func compile(
    _ files: [String], _ module: String, search: [String], emit: String? = nil, in folder: String
  ) throws {
    var arguments = CompilerArguments.common(
      module: module, cache: ExerciseBuild.moduleCache(installation, toolchain), search: search)
    // One package: the suite may use what the glue does not show to the learner.
    arguments += ["-package-name", exercise.name]
    if let emit { arguments += ["-emit-module", "-emit-module-path", "\(emit)/\(module).swiftmodule"] }
    try tool(toolchain.compiler, arguments + files + ["-o", "\(folder)/\(module).o"], in: folder)
  }

  private func link(_ modules: [String], to object: String, with more: [String] = [], in folder: String)
    throws
  {
    let objects = [toolchain.runtimeObject] + modules.map { $0 + ".o" }
    try tool(toolchain.linker, ["-shared", "-o", object] + objects + more, in: folder)
  }

  private func tool(_ path: String, _ arguments: [String], in folder: String) throws {
    // The course's own files are trusted; the limit is for a machine that stands still.
    let deadline = Deadline.after(milliseconds: 120_000)
    let run = try ToolRun(
      path, arguments, in: folder, limits: Limits(), deadline: deadline, isInterrupted: isInterrupted)
    switch run.outcome {
    case .exited(0): return
    case .interrupted: throw Failure.interrupted
    default: throw Failure.broken(String(decoding: run.output.prefix(4000), as: UTF8.self))
    }
  }

  /// Everything that the compiled parts depend on, in one number.
  private func key(_ files: ExerciseFolder, _ harness: String) -> String {
    var hash = ContentHash()
    for path in [files.contractFile] + files.testFiles {
      hash.add((path as NSString).lastPathComponent)
      hash.add(Files.text(path) ?? "")
    }
    hash.add(files.remoteText)
    hash.add(harness)
    hash.add(CompilerArguments.common(module: "", cache: "", search: []).joined(separator: " "))
    hash.add(toolchain.identity)
    hash.add(FileIdentity.of(installation.executable))
    return hash.text
  }
}

/// Fowler, Noll and Vo's hash (FNV-1a, 64 bits): it tells contents apart and is not meant to resist an attack.
struct ContentHash {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte) }
    add(0xff)  // in no UTF-8 text: ["ab", "c"] differs from ["a", "bc"]
  }

  private mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0100_0000_01b3
  }

  var text: String { String(state, radix: 16) }
}

/// A lock that other processes respect, and that the system gives back if this one dies.
struct FileLock {
  private let file: Int32

  init(_ path: String) throws(SystemError) {
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemError("open \(path)") }
    while flock(file, LOCK_EX) != 0 {
      guard errno == EINTR else { throw SystemError("lock \(path)") }
    }
  }

  func release() { close(file) }
}
