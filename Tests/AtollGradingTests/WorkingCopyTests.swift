import Foundation
import Testing

@testable import AtollGrading

struct WorkingCopyTests {
  private let fixture: Fixture
  private let exercise: Exercise

  init() throws {
    fixture = try Fixture()
    exercise = try fixture.exercise("vector-clock")
  }

  @Test func `a working copy has all that an editor needs, and is graded as it is`() throws {
    let folder = fixture.folder + "/copy"
    let copy = try WorkingCopy.start(exercise, in: folder)
    #expect(copy.files[0] == folder + "/Sources/VectorClock/VectorClock.swift")
    for name in ["Package.swift", "README.md", "Sources/VectorClockContract/VectorClockContract.swift"] {
      #expect(copy.files.contains(folder + "/" + name))
    }
    let readme = try #require(Files.text(folder + "/README.md"))
    let head = readme.split(separator: "\n").prefix { $0 != "## Task" }
    #expect(head.count > 5 && head.allSatisfy { $0.count <= 100 })
    let verdict = try fixture.grader.grade(exercise, submission: folder)
    #expect(verdict.status == .fail)
  }

  @Test func `no file of the learner's is ever overwritten`() throws {
    let readme = try fixture.write("mine", to: "copy/README.md")
    #expect(throws: WorkingCopyError.exists(readme)) {
      try WorkingCopy.start(exercise, in: fixture.folder + "/copy")
    }
    #expect(Files.text(readme) == "mine")
    #expect(FolderListing.names(fixture.folder + "/copy") == ["README.md"])
  }

  @Test func `a reset keeps what the learner wrote`() throws {
    let folder = fixture.folder + "/copy"
    let file = try WorkingCopy.start(exercise, in: folder).files[0]
    let starter = Files.text(file)
    for number in 1...2 {
      try "attempt \(number)".write(toFile: file, atomically: true, encoding: .utf8)
      #expect(try WorkingCopy.reset(exercise, in: folder) == ["\(file).saved-\(number)"])
      #expect(Files.text(file) == starter)
      #expect(Files.text("\(file).saved-\(number)") == "attempt \(number)")
    }
  }

  @Test func `nothing is reset where nothing was started`() {
    #expect(throws: WorkingCopyError.noWorkingCopy(fixture.folder)) {
      try WorkingCopy.reset(exercise, in: fixture.folder)
    }
  }
}
