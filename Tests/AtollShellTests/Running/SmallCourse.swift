import Foundation

/// A course of short lessons, so that recorded screens do not change with the real lessons' prose.
enum SmallCourse {
  /// The folder; made once, removed when the tests end.
  static let path: String = {
    let folder = NSTemporaryDirectory() + "atoll-course-\(UUID().uuidString)"
    do { try make(in: folder) } catch { fatalError("cannot make the course of the tests: \(error)") }
    atexit { try? FileManager.default.removeItem(atPath: SmallCourse.path) }
    return folder
  }()

  /// The project's own folder.
  static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private static func make(in folder: String) throws {
    let files = FileManager.default
    // Every lesson of the catalogue needs its file; those that no test reads are as short as can be.
    let names = try files.contentsOfDirectory(atPath: project + "/Lessons").filter { !$0.contains(".") }
    for name in names {
      let text = ["cap": cap, "time": time][name] ?? short(name)
      let lesson = URL(filePath: folder).appending(path: "Lessons/\(name)")
      try files.createDirectory(at: lesson, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: lesson.appending(path: "lesson.md"))
    }
    try files.createSymbolicLink(atPath: folder + "/Exercises", withDestinationPath: project + "/Exercises")
    try Data().write(to: URL(filePath: folder + "/Package.swift"))
  }

  private static func short(_ name: String) -> String {
    "---\ntitle: The lesson \(name)\nsummary: Nothing.\nminutes: 1\n---\n\n## All\n\nThat is all.\n"
  }

  private static let cap = """
    ---
    title: Two nodes
    summary: What a register does when its nodes cannot reach each other.
    minutes: 10
    exercises: vector-clock
    ---

    Two nodes share a **register**. Each has a copy of it.

    ## Writing and reading

    A write goes to *both* nodes before the client hears of it.

    ```atoll
    use two-node
    write a x=1
    ```

    What does the other node know now?

    ```predict
    What does `b` answer?

    - [ ] 0
      The write waits for every copy, so `b` knows it.
      refute: use two-node; write a x=1; show
    - [x] 1
      The write was at every node before the client heard of it.
    - [ ] nothing at all
      Nothing is broken, so every request is answered.
    ```

    ```atoll
    read b x
    ```

    ## A network partition

    Now the nodes cannot reach each other.

    ```atoll
    partition {a} {b}
    write a x=2
    ```

    ## The end

    That is all that can be done.

    """

  private static let time = """
    ---
    title: Clocks
    summary: What a counter says about before and after.
    minutes: 5
    needs: cap
    ---

    ## One counter

    A message carries the time of its sending.

    ```atoll
    use lamport
    send a b
    run
    ```

    """
}
