/// Why a submission cannot be tested, found without compiling it.
enum SubmissionProblem: Error, Equatable {
  case missing(String)
  case unreadable(String, Int32)
  case symbolicLink(String)
  case notAFile(String)
  case notSwift(String)
  case notText(String)
  case emptyFile(String)
  case emptyFolder(String)
  case noSwiftFile(String)
  case tooLarge(String)
  case tooManyFiles(String, Int)
  case tooDeep(String)
  case badName(String)
}
