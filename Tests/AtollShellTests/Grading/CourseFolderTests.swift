import Foundation
import Testing

@testable import AtollShell

/// Courses in folders of their own.
@Suite struct CourseFolderTests {
  @Test func `a new exercise works as it is, in any folder`() throws {
    let home = try TemporaryFolder()
    let course = home.path + "/course"
    let made = try AtollProgram.run(["new", "exercise", "my-counter", "--course", course], home: home)
    #expect(made.code == 0, "\(made.errors)")
    let proof = try AtollProgram.run(["check-course", course], home: home)
    #expect(proof.code == 0 && proof.output == "ok  exercise my-counter: 4 claims\n", "\(proof.errors)")
    let again = try AtollProgram.run(["new", "exercise", "my-counter", "--course", course], home: home)
    #expect(again.code == 2 && again.errors.contains("is there already"))
  }

  @Test func `an exercise that proves nothing is not proven`() throws {
    let home = try TemporaryFolder()
    _ = try AtollProgram.run(["new", "exercise", "lazy", "--course", home.path + "/course"], home: home)
    let solution = home.path + "/course/Exercises/lazy/Solution/Lazy.swift"
    let wrong = home.path + "/course/Exercises/lazy/Wrong/counts-calls/Lazy.swift"
    try FileManager.default.removeItem(atPath: wrong)
    try FileManager.default.copyItem(atPath: solution, toPath: wrong)
    let proof = try AtollProgram.run(["check-course", home.path + "/course"], home: home)
    #expect(proof.code == 1)
    #expect(proof.output.contains("it passes every test, not testAddsTheAmount"), "\(proof.output)")
  }

  @Test(arguments: [
    ("{\"format\": 9}", "a newer atoll is needed"), ("nonsense", "this is no JSON"),
    ("{\"format\": 1, \"exercises\": {\"nobody\": {}}}", "no exercise \"nobody\""),
    (
      "{\"format\": 1, \"exercises\": {\"one\": {\"extra_credit\": [\"testX\"]}}}",
      "the exercise has no test \"testX\""
    ),
  ])
  func `a course file that cannot be followed is refused`(_ file: String, _ words: String) throws {
    let home = try TemporaryFolder()
    _ = try AtollProgram.run(["new", "exercise", "one", "--course", home.path + "/course"], home: home)
    _ = try home.write(file, to: "course/course.json")
    let proof = try AtollProgram.run(["check-course", home.path + "/course"], home: home)
    #expect(proof.code == 2 && proof.errors.contains(words), "\(proof.errors)")
  }

  @Test(arguments: ["Counter", "1st", "../up", "a b", ""])
  func `a name that cannot be a folder's is refused`(_ name: String) throws {
    let home = try TemporaryFolder()
    let made = try AtollProgram.run(["new", "exercise", name, "--course", home.path], home: home)
    #expect(made.code == 2 && made.errors.contains("cannot be an exercise's name"))
  }

  @Test func `a folder that is no course is refused`() throws {
    let home = try TemporaryFolder()
    let proof = try AtollProgram.run(["check-course", home.path], home: home)
    #expect(proof.code == 2 && proof.errors.contains("is no course"))
  }

  @Test func `mutants have the documented fields, and survivors are an exit code`() throws {
    let home = try TemporaryFolder()
    let course = home.path + "/course"
    _ = try AtollProgram.run(["new", "exercise", "one", "--course", course], home: home)
    let all = try AtollProgram.run(
      ["mutants", "--format", "json"], environment: ["ATOLL_COURSE": course], home: home)
    #expect(all.code == 0)
    let tests = course + "/Exercises/one/Tests/OneTests.swift"
    let text = try String(contentsOfFile: tests, encoding: .utf8)
    try text.replacing("XCTAssertEqual(try counter.value, 55", with: "XCTAssertEqual(55, 55").replacing(
      "XCTAssertEqual(try counter.value, 3", with: "XCTAssertEqual(3, 3"
    ).write(toFile: tests, atomically: true, encoding: .utf8)
    let weak = try AtollProgram.run(
      ["mutants", "one", "--format", "json"], environment: ["ATOLL_COURSE": course], home: home)
    #expect(weak.code == 1 && weak.output.contains("value -= amount"), "\(weak.output)")
    try JSONTests.check("mutants", [all.output, weak.output])
  }
}
