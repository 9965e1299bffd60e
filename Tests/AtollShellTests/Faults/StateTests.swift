import Foundation
import Testing

/// The folder of the learner's state: missing, not writable, damaged.
@Suite struct StateTests {
  @Test func `a state folder that cannot be made is reported once, and the notebook works`() throws {
    let home = try TemporaryFolder()
    // A file stands where the folder should be: this stops root, too.
    _ = try home.write("", to: "state")
    let outcome = try AtollProgram.notebook(["open cap", "next", "next", "progress"], home: home)
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("#1 a: write x=1 → ok"))
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("Progress is not kept"))
    for words in [["lessons"], ["models"], ["run", "cap/two-node"], ["exercises", "--format", "json"]] {
      #expect(try AtollProgram.run(words, home: home).code == 0)
    }
    let doctor = try AtollProgram.run(["doctor"], home: home)
    #expect(doctor.code == 1 && doctor.output.contains("no  state"))
  }

  @Test func `a folder without the right to write is reported`() throws {
    guard getuid() != 0 else { return }
    let home = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: home.path + "/state", withIntermediateDirectories: true)
    chmod(home.path + "/state", 0o500)
    let outcome = try AtollProgram.notebook(["open cap"], home: home)
    #expect(outcome.code == 0 && outcome.errors.contains("Progress is not kept"))
  }

  @Test func `a damaged progress file is reported and set aside, not deleted`() throws {
    let home = try TemporaryFolder()
    _ = try home.write(
      "this is no database, and it is long enough to be looked at", to: "state/progress.sqlite")
    let outcome = try AtollProgram.notebook(["open cap", "next", "next"], home: home)
    #expect(outcome.code == 0)
    #expect(
      outcome.errors.contains("was damaged") && outcome.errors.contains("set aside as"), "\(outcome.errors)")
    let kept = try home.read("state/progress.sqlite.damaged-1")
    #expect(kept.hasPrefix("this is no database"))
    let again = try AtollProgram.run(["progress"], home: home)
    #expect(again.errors == "" && again.output.contains("1/3 sections"))
  }

  @Test func `progress of one session is there in the next`() throws {
    let home = try TemporaryFolder()
    let session = try AtollProgram.notebook(["open cap", "next", "predict 1", "next"], home: home)
    #expect(session.code == 0, "\(session.errors)")
    let progress = try AtollProgram.run(["progress"], home: home).output
    #expect(progress.contains("1 of 1 predictions made"))
    #expect(progress.contains("2/3 sections"))
  }

  @Test func `nothing is written outside the state folder`() throws {
    let (home, folder) = (try TemporaryFolder(), try TemporaryFolder())
    _ = try AtollProgram.run(["run", "cap/two-node"], home: home, folder: folder.path)
    _ = try AtollProgram.run(["open", "cap"], home: home, folder: folder.path)
    #expect(folder.names == [])
    #expect(home.names == ["state"])
  }
}
