import Foundation

/// A program that a benchmark ran to its end.
struct ToolRun {
  /// What it printed, errors too.
  let text: String
  /// Whether it ended with code 0.
  let isGood: Bool

  /// Runs a program in a folder and waits for it.
  ///
  /// - Throws: where it cannot be started.
  init(_ tool: String, _ arguments: [String], in place: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments
    process.currentDirectoryURL = place
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    text = String(decoding: data, as: UTF8.self)
    isGood = process.terminationStatus == 0
  }
}
