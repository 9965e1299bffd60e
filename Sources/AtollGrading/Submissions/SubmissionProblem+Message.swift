import Foundation

extension SubmissionProblem {
  /// What is wrong and what to do next.
  var message: String {
    switch self {
    case .missing(let path): "\(path): no such file or folder"
    case .unreadable(let path, let number): "\(path) cannot be read: \(String(cString: strerror(number)))"
    case .symbolicLink(let path): "\(path) is a symbolic link: hand in the file itself"
    case .notAFile(let path): "\(path) is neither a file nor a folder: hand in a Swift file"
    case .notSwift(let path): "\(path) is not a Swift file: its name must end in .swift"
    case .notText(let path): "\(path) is not Swift source: it is not UTF-8 text"
    case .emptyFile(let path):
      "\(path) is empty: `atoll start` writes a starter to begin with, `atoll reset` puts it back"
    case .emptyFolder(let path): "\(path) is an empty folder: put the Swift file there"
    case .noSwiftFile(let path): "\(path) holds no Swift file: names must end in .swift"
    case .tooLarge(let path): "\(path) is too large: at most \(Submission.fileBytesMax / 1024) KiB a file"
    case .tooManyFiles(let path, let count):
      "\(path) holds \(count) Swift files: at most \(Submission.filesMax) can be handed in"
    case .tooDeep(let path):
      "\(path) is too deep: at most \(Submission.foldersDeepMax) folders inside each other"
    case .badName(let folder): "a name in \(folder) is not UTF-8 text: rename that file"
    }
  }

  /// Whether the caller named something that is not there, rather than handed in something useless.
  var isUsage: Bool {
    switch self {
    case .missing, .unreadable: true
    default: false
    }
  }
}
