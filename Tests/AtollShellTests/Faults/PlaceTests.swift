import Foundation
import Testing

/// The program works wherever it is started from, and says what is wrong where its course is not found.
@Suite struct PlaceTests {
  @Test func `it works from any folder and by a link`() throws {
    let home = try TemporaryFolder()
    let link = home.path + "/a link to atoll"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: AtollProgram.path)
    let expected = try AtollProgram.run(["models"]).output
    for folder in ["/", home.path] {
      for program in [AtollProgram.path, link] {
        // Without ATOLL_COURSE: the course is found by the program's own place.
        let outcome = try AtollProgram.run(
          ["models"], environment: ["ATOLL_COURSE": ""], home: home, folder: folder, program: program)
        #expect(outcome.code == 0 && outcome.output == expected)
      }
    }
  }

  @Test func `a course that is not there is explained`() throws {
    let home = try TemporaryFolder()
    for folder in ["/missing-folder", home.path] {
      for words in [["lessons"], [], ["run", "cap/two-node"], ["exercises"]] {
        let outcome = try AtollProgram.run(words, environment: ["ATOLL_COURSE": folder], home: home)
        #expect(outcome.code == 2 && outcome.output == "")
        #expect(outcome.errors.contains("ATOLL_COURSE is \(folder)"), "\(outcome.errors)")
        #expect(outcome.errors.contains("set it to the folder that holds Lessons and Exercises"))
      }
    }
  }

  @Test func `a course without its lessons names the missing file`() throws {
    let home = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: home.path + "/Exercises", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: home.path + "/Lessons", withIntermediateDirectories: true)
    // Somebody else's course need not have lessons; Atoll's own has this file, and all of them.
    let others = try AtollProgram.run(["lessons"], environment: ["ATOLL_COURSE": home.path], home: home)
    #expect(others.code == 0 && others.output == "this course has no lessons\n")
    _ = try home.write("", to: "Package.swift")
    let outcome = try AtollProgram.run(["lessons"], environment: ["ATOLL_COURSE": home.path], home: home)
    #expect(outcome.code == 2 && outcome.errors.contains("lesson.md"), "\(outcome.errors)")
    // A model needs no lesson's text.
    #expect(
      try AtollProgram.run(["run", "cap/two-node"], environment: ["ATOLL_COURSE": home.path], home: home).code
        == 0)
  }

  @Test func `a broken lesson is named by its line`() throws {
    let home = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: home.path + "/Exercises", withIntermediateDirectories: true)
    _ = try home.write("---\ntitle: x\nsumary: y\n", to: "Lessons/cap/lesson.md")
    let outcome = try AtollProgram.run([], environment: ["ATOLL_COURSE": home.path], home: home)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("Lessons/cap/lesson.md:3: unknown entry"), "\(outcome.errors)")
  }

  @Test func `the working folder may be gone`() throws {
    let home = try TemporaryFolder()
    let outcome = try AtollProgram.run(["lessons"], home: home, folder: "/proc/self")
    #expect(outcome.code == 0)
  }
}
