import Foundation

/// The real program, as a person or a script starts it: in an environment of its own, with a limit on its time.
enum AtollProgram {
  /// The program that was built with these tests.
  static let path: String = {
    let bundles =
      Bundle.allBundles.map(\.bundleURL)
      + [Bundle.main.bundleURL, Bundle.main.executableURL].compactMap { $0 }
    for bundle in bundles {
      var folder = bundle
      for _ in 0..<5 {
        let program = folder.appending(path: "atoll").path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: program, isDirectory: &isFolder), !isFolder.boolValue {
          return program
        }
        folder = folder.deletingLastPathComponent()
      }
    }
    fatalError("no program atoll beside the tests")
  }()

  /// How a run of the program ended.
  struct Outcome {
    /// Standard output.
    let output: String
    /// Standard error.
    let errors: String
    /// The exit code; 128 and the signal where a signal ended it.
    let code: Int32
    /// Whether it had to be ended, because it took longer than allowed.
    let isTimedOut: Bool
  }

  /// Where a stream of the program comes from or goes to.
  enum Stream {
    /// Standard input: this text. Standard output: kept for the outcome.
    case text(Data)
    /// A file of the system, such as `/dev/full`.
    case file(String)
    /// A pipe whose other end is closed already.
    case closedPipe

    static var kept: Stream { .text(Data()) }
  }

  /// The environment of a run: nothing of the one that the tests have, but the path to the compiler.
  static func environment(home: String, _ more: [String: String] = [:]) -> [String: String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let own = [
      "PATH": path, "HOME": home, "ATOLL_HOME": home + "/state", "ATOLL_COURSE": SmallCourse.path,
      "COLUMNS": "80",
      "LC_ALL": "C.UTF-8", "TMPDIR": home,
    ]
    // A variable is taken away by an empty text.
    return own.merging(more) { $1 }.filter { !$0.value.isEmpty }
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - home: Where it keeps its state; a folder for this run only unless given.
  ///   - folder: Where it is started; the home unless given.
  static func run(
    _ words: [String], input: Stream = .kept, output: Stream = .kept,
    environment more: [String: String] = [:],
    home: TemporaryFolder? = nil, folder: String? = nil, program: String = path, seconds: Double = 20
  ) throws -> Outcome {
    let (home, scratch) = (try home ?? TemporaryFolder(), try TemporaryFolder())
    let (outputFile, errorFile) = (scratch.path + "/output", scratch.path + "/errors")
    var streams: [ChildProcess.Descriptor] = []
    switch input {
    case .text(let data): streams.append(.open(try scratch.write(data, to: "input"), O_RDONLY))
    case .file(let path): streams.append(.open(path, O_RDONLY))
    case .closedPipe: streams.append(.closedPipe)
    }
    switch output {
    case .text: streams.append(.open(outputFile, O_WRONLY | O_CREAT | O_TRUNC))
    case .file(let path): streams.append(.open(path, O_WRONLY))
    case .closedPipe: streams.append(.closedPipe)
    }
    streams.append(.open(errorFile, O_WRONLY | O_CREAT | O_TRUNC))
    let child = try ChildProcess(
      program, words, environment: environment(home: home.path, more), folder: folder ?? home.path,
      streams: streams)
    let code = child.wait(seconds: seconds)
    if code == nil { child.send(SIGKILL) }
    return Outcome(
      output: (try? scratch.read("output")) ?? "", errors: (try? scratch.read("errors")) ?? "",
      code: code ?? child.wait(seconds: 5) ?? -1, isTimedOut: code == nil)
  }

  /// Runs the notebook with these lines as its standard input.
  static func notebook(
    _ lines: [String], _ words: [String] = [], environment: [String: String] = [:],
    home: TemporaryFolder? = nil
  ) throws -> Outcome {
    try run(
      words, input: .text(Data(lines.map { $0 + "\n" }.joined().utf8)), environment: environment, home: home)
  }
}
