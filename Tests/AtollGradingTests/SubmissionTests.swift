import Foundation
import Testing

@testable import AtollGrading

struct SubmissionTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  private func problem(_ path: String) -> SubmissionProblem? {
    do {
      _ = try Submission(path: path, type: "VectorClock")
      return nil
    } catch {
      return error
    }
  }

  @Test func `nothing there`() {
    let path = fixture.folder + "/none.swift"
    #expect(problem(path) == .missing(path))
  }

  @Test func `an empty file`() throws {
    let path = try fixture.write(" \n\t\n", to: "a.swift")
    #expect(problem(path) == .emptyFile(path))
  }

  @Test func `a file of another kind`() throws {
    let path = try fixture.write("print('hello')", to: "a.py")
    #expect(problem(path) == .notSwift(path))
  }

  @Test func `a binary file`() throws {
    let path = try fixture.write([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0xff], to: "a.swift")
    #expect(problem(path) == .notText(path))
  }

  @Test func `a file that is too large`() throws {
    let path = try fixture.write([UInt8](repeating: 97, count: Submission.fileBytesMax + 1), to: "a.swift")
    #expect(problem(path) == .tooLarge(path))
  }

  @Test func `an empty folder, and one without Swift`() throws {
    let empty = fixture.folder + "/empty"
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    #expect(problem(empty) == .emptyFolder(empty))
    let text = try fixture.write("hello", to: "text/a.txt")
    #expect(problem(Installation.folder(of: text)) == .noSwiftFile(Installation.folder(of: text)))
  }

  @Test func `a symbolic link, to a file and in a folder`() throws {
    let target = try fixture.write("struct A {}", to: "target/a.swift")
    let link = fixture.folder + "/link.swift"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    #expect(problem(link) == .symbolicLink(link))
    let inner = try Installation.folder(of: fixture.write("struct B {}", to: "folder/b.swift")) + "/c.swift"
    try FileManager.default.createSymbolicLink(atPath: inner, withDestinationPath: "/etc/passwd")
    #expect(problem(Installation.folder(of: inner)) == .symbolicLink(inner))
  }

  @Test func `a pipe and a device are not waited for`() throws {
    let path = fixture.folder + "/pipe.swift"
    try #require(mkfifo(path, 0o600) == 0)
    #expect(problem(path) == .notAFile(path))
    #expect(problem("/dev/zero") == .notAFile("/dev/zero"))
  }

  @Test func `a name that is not text`() throws {
    let folder = try Installation.folder(of: fixture.write("struct A {}", to: "odd/a.swift"))
    let bytes: [CChar] = Array(folder.utf8CString.dropLast()) + [47, -1, -2] + Array(".swift".utf8CString)
    let file = open(bytes, O_CREAT | O_WRONLY, 0o600)
    try #require(file >= 0)
    close(file)
    #expect(problem(folder) == .badName(folder))
  }

  @Test func `odd names are plain to the compiler and their own to the learner`() throws {
    let names = [
      "a b.swift", "new\nline.swift", "quo'te\".swift", "main.swift", "x/Clock.swift", "y/Clock.swift",
      "-o.swift",
    ]
    for name in names { _ = try fixture.write("struct A {}", to: "odd/" + name) }
    let submission = try Submission(path: fixture.folder + "/odd", type: "VectorClock")
    #expect(submission.files.count == names.count)
    #expect(Set(submission.files.map(\.scratchName)).count == names.count)
    for file in submission.files {
      #expect(file.scratchName.dropLast(6).allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" })
      #expect(!file.scratchName.hasPrefix("-"))
    }
    #expect(submission.files.contains { $0.path.hasSuffix("/odd/new\nline.swift") })
  }

  @Test func `a working copy hands in the learner's own module only`() throws {
    _ = try fixture.write("let package = 1", to: "copy/Package.swift")
    _ = try fixture.write("protocol P {}", to: "copy/Sources/VectorClockContract/P.swift")
    let own = try fixture.write("struct VectorClock {}", to: "copy/Sources/VectorClock/VectorClock.swift")
    _ = try fixture.write("old", to: "copy/Sources/VectorClock/VectorClock.swift.saved-1")
    #expect(try Submission(path: fixture.folder + "/copy", type: "VectorClock").files.map(\.path) == [own])
  }

  @Test func `every problem says what to do`() {
    let problems: [SubmissionProblem] = [
      .missing("a"), .unreadable("a", EACCES), .symbolicLink("a"), .notAFile("a"), .notSwift("a"),
      .notText("a"),
      .emptyFile("a"), .emptyFolder("a"), .noSwiftFile("a"), .tooLarge("a"), .tooManyFiles("a", 999),
      .tooDeep("a"),
      .badName("a"),
    ]
    #expect(Set(problems.map(\.message)).count == problems.count)
  }
}
