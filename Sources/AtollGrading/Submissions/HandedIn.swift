import Foundation

/// A submission that was read once: what is kept of it is what is graded, whatever becomes of its files.
public struct HandedIn: Sendable {
  /// Where it lay.
  public let path: String
  let reading: Result<Submission, SubmissionProblem>

  /// Reads what lies at a path: a Swift file, or a folder of them.
  public init(path: String, exercise: Exercise) {
    self.path = path
    reading = Result { () throws(SubmissionProblem) in try Submission(path: path, type: exercise.type) }
  }

  init(path: String, files: [Submission.File]) {
    self.path = path
    reading = .success(Submission(files: files))
  }

  /// A submission in a folder under a name that is not UTF-8: it cannot be read.
  package init(unnamable folder: String) {
    path = folder
    reading = .failure(.badName(folder))
  }

  /// Takes up what `content` said of an earlier submission; none where it is not of that form.
  public init?(path: String, content: String) {
    guard let kept = try? JSONDecoder().decode(Kept.self, from: Data(content.utf8)),
      let files = kept.files
    else { return nil }
    self.init(
      path: path,
      files: files.map {
        Submission.File(path: $0.path, scratchName: $0.compiledAs, content: Array($0.text.utf8))
      })
  }

  private struct Kept: Codable {
    struct File: Codable {
      let path: String
      let compiledAs: String
      let text: String
    }

    var files: [File]?
    var problem: String?
  }

  /// All of it as text: equal for equal submissions, wherever they lie. What cannot be read is its reason.
  public var content: String {
    var kept = Kept()
    switch reading {
    case .success(let submission):
      kept.files = submission.files.map {
        .init(
          path: relative($0.path), compiledAs: $0.scratchName,
          text: String(decoding: $0.content, as: UTF8.self))
      }
    case .failure(let problem): kept.problem = problem.message
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(kept)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  private func relative(_ file: String) -> String {
    file.hasPrefix(path + "/") ? String(file.dropFirst(path.count + 1)) : (file as NSString).lastPathComponent
  }
}
