import AtollGrading
import AtollText
import Foundation

/// The folder into which a class's reports are written.
package struct ReportFolder {
  private let path: String

  /// Names a folder; it is made when the first report is written.
  package init(_ path: String) { self.path = path }

  /// Writes a report in some forms. A form for one submission becomes a folder with a file for each learner.
  ///
  /// Each file is complete or not there: it is written under another name and renamed.
  /// - Returns: the files and folders written, by their names in the folder.
  /// - Throws: an error of Foundation's where something cannot be written.
  package func write(_ report: ClassReport, _ formats: [ReportFormat]) throws -> [String] {
    var written: [String] = []
    for format in formats {
      if format.isForOneSubmission {
        try writeEach(report, format)
        written.append(format.rawValue + "/")
      } else {
        try write(format.text(of: report), to: format.fileName)
        written.append(format.fileName)
      }
    }
    return written
  }

  /// Writes a text of another kind beside the reports.
  package func write(_ text: String, to name: String) throws {
    let file = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file, options: .atomic)
  }

  private func writeEach(_ report: ClassReport, _ format: ReportFormat) throws {
    var names = PlainNames()
    let ending = format.fileName.split(separator: ".").last ?? "txt"
    for result in report.results {
      let one = ClassReport(exercise: report.exercise, results: [result])
      try write(
        format.text(of: one), to: "\(format.rawValue)/\(names.name(for: result.learner.id)).\(ending)")
    }
  }
}

/// File names made of learners' names, which may hold anything: letters, digits, `-`, `_` only, each its own.
struct PlainNames {
  private var taken: Set<String> = []

  mutating func name(for id: String) -> String {
    let plain = String(
      id.unicodeScalars.prefix(80).map { scalar -> Character in
        let isPlain =
          scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        return isPlain || scalar == "-" || scalar == "_" ? Character(scalar) : "_"
      })
    // A name that begins with a hyphen would be an option to many programs.
    let stem = plain.isEmpty || plain.hasPrefix("-") ? "_" + plain : plain
    var name = stem
    var number = 2
    // Some file systems do not tell letter cases apart.
    while !taken.insert(name.lowercased()).inserted {
      name = "\(stem)-\(number)"
      number += 1
    }
    return name
  }
}
