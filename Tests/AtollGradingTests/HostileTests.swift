import Foundation
import Testing

@testable import AtollGrading

/// A submission that attacks or breaks, and what the grader must make of it.
struct HostileCase: CustomTestStringConvertible, Sendable {
  let name: String
  /// Swift for the body of `localEvent`.
  var code = ""
  var imports = "import Foundation"
  var after = ""
  /// The whole file, instead of a solution with `code` in it.
  var whole: String?
  var status = Verdict.Status.fail
  /// Part of the message of the test `testLocalEventCountsInOwnEntry`, or of the problem.
  var says = ""
  /// Part of what that test has printed.
  var prints = ""

  var testDescription: String { name }
}

struct HostileTests {
  /// Swift for waiting, where `sleep` is refused.
  private static let pause =
    "func pause(_ ms: Int) { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(ms)) }"

  /// Those that take many seconds of waiting or computing are a part of `.ci/long user`.
  private static let long: Set = [
    "endless loop deaf to signals", "a reply that never ends", "stops itself", "a value that grows",
    "a little print again and again", "requests eaten",
  ]

  static let cases = allCases.filter {
    ProcessInfo.processInfo.environment["ATOLL_TESTS_LONG"] != nil || !long.contains($0.name)
  }

  private static let allCases: [HostileCase] = [
    HostileCase(
      name: "endless loop", code: "while true { timestamp[node] &+= 1 }", says: "a loop that never ends"),
    HostileCase(name: "endless sleep", code: "while true { sleep(1) }", says: "a loop that never ends"),
    HostileCase(name: "exit(0)", code: "exit(0)", says: "exit(0) was called"),
    HostileCase(name: "_exit(0)", code: "_exit(0)", says: "exit(0) was called"),
    HostileCase(
      name: "exit in a global initialiser", code: "_ = hidden", after: "let hidden: Int = { exit(0) }()",
      says: "exit(0) was called"),
    HostileCase(
      name: "exit while being loaded",
      after: "@section(\".init_array\") @used let start: @convention(c) () -> Void = { exit(0) }",
      status: .error,
      says: "while the submission was being loaded"),
    HostileCase(
      name: "a function that no library has", code: "missing()",
      after: "@_silgen_name(\"no_such_function\") func missing()", status: .error,
      says: "cannot be loaded: undefined symbol: no_such_function"),
    HostileCase(
      name: "fatalError",
      code: "print(\"first\"); print(\"last words\", terminator: \"\"); fatalError(\"boom\")",
      says: "a fatal error at fatalError.swift:", prints: "first\nlast words"),
    HostileCase(
      name: "index out of range", code: "_ = timestamp[99]",
      says: "at indexoutofrange.swift:15: Index out of range"),
    HostileCase(
      name: "overflow", code: "var n = Int.max; n += timestamp.count",
      says: "at overflow.swift:15: arithmetic overflow"),
    HostileCase(
      name: "memory bomb",
      code: "var a: [[Int]] = []; while true { a.append([Int](repeating: 1, count: 1 << 20)) }",
      says: "out of memory"),
    HostileCase(
      name: "one huge allocation", code: "let a = [Int](repeating: 1, count: 1 << 40); print(a.count)",
      says: "out of memory"),
    HostileCase(
      name: "endless output", code: "while true { print(\"spam\") }", says: "printed more than",
      prints: "spam"),
    HostileCase(
      name: "deep recursion", code: "func f(_ n: Int) -> Int { f(n + 1) + n }; print(f(timestamp[node]))",
      says: "the stack is full"),
    HostileCase(
      name: "forged replies",
      code:
        "let b: [UInt8] = [5, 0, 0, 0, 1, 0, 0, 0, 18]; for fd in 3..<8 { write(Int32(fd), b, 9) }",
      says: "disturbed the connection"),
    HostileCase(
      name: "garbage on every descriptor",
      code: "let b = [UInt8](repeating: 255, count: 4096); for fd in 3..<20 { write(Int32(fd), b, 4096) }",
      says: "disturbed the connection"),
    HostileCase(
      name: "all descriptors closed", code: "for fd in 0..<64 { close(Int32(fd)) }",
      says: "disturbed the connection"),
    HostileCase(
      name: "requests eaten",
      code: "var b = [UInt8](repeating: 0, count: 99); while true { read(3, &b, 99) }",
      says: "sleeps and does not answer"),
    HostileCase(
      name: "fork", code: "print(\"fork\", run_fork())",
      after: "@_silgen_name(\"fork\") func run_fork() -> Int32",
      status: .pass, prints: "fork -1"),
    HostileCase(
      name: "spawn",
      code: """
        let process = Process(); process.executableURL = URL(fileURLWithPath: "/bin/sh")
        do { try process.run(); print("started") } catch { print("refused") }
        """, says: "starts a thread"),
    HostileCase(
      name: "reading files",
      code: """
        for path in ["/etc/passwd", "/proc/self/environ", "/proc/self/maps", #filePath] {
          print(FileManager.default.contents(atPath: path) == nil ? "refused" : "read \\(path)")
        }
        print(FileManager.default.subpaths(atPath: "/")?.count ?? 0)
        """, status: .pass, prints: "refused\nrefused\nrefused\nrefused\n0\n"),
    HostileCase(
      name: "writing files",
      code: """
        for path in ["/tmp/atoll-owned", "/dev/shm/atoll-owned", NSHomeDirectory() + "/atoll-owned"] {
          print(FileManager.default.createFile(atPath: path, contents: nil) ? "wrote \\(path)" : "refused")
        }
        print(mkdir("/tmp/atoll-owned-folder", 0o700), chmod("/tmp", 0o777), truncate("/etc/hosts", 0))
        """, status: .pass, prints: "refused\nrefused\nrefused\n-1 -1 -1\n"),
    HostileCase(
      name: "network", code: "print(socket(2, 1, 0), socket(1, 1, 0), socket(10, 2, 0))", status: .pass,
      prints: "-1 -1 -1"),
    HostileCase(
      name: "signals to others", code: "print(kill(getppid(), 9), kill(-1, 9), kill(1, 9))", status: .pass,
      prints: "-1 -1 -1"),
    HostileCase(
      name: "limits raised",
      code:
        "var l = rlimit(rlim_cur: 1 << 40, rlim_max: 1 << 40); print(setrlimit(__rlimit_resource_t(9), &l))",
      status: .pass, prints: "-1"),
    HostileCase(
      name: "environment", code: "print(ProcessInfo.processInfo.environment.keys.sorted())", status: .pass,
      prints: "[\"LC_ALL\", \"MALLOC_ARENA_MAX\", \"SWIFT_BACKTRACE\", \"SWIFT_DETERMINISTIC_HASHING\"]"),
    HostileCase(
      name: "escape codes", code: "print(\"\\u{1B}]0;owned\\u{7}\")", status: .pass,
      prints: "\u{1B}]0;owned\u{7}"),
    HostileCase(
      name: "threads that never end",
      code: "for _ in 0..<20 { Thread.detachNewThread { while true {} } }; usleep(5_000_000)",
      says: "starts a thread"),
    HostileCase(
      name: "missing type", whole: "struct VectorClok {}\nenum Other {}", status: .error,
      says: "your submission declares: struct VectorClok, enum Other"),
    HostileCase(
      name: "type without the contract", whole: "struct VectorClock {}", status: .error,
      says: "VectorClock does not conform to VectorClockProtocol"),
    HostileCase(
      name: "generic type", whole: "struct VectorClock<T> {}", status: .error,
      says: "is it private, or generic?"),
    HostileCase(name: "only a comment", whole: "// nothing\n", status: .error, says: "declares no type"),
    HostileCase(
      name: "prose", whole: "Dear teacher, the dog ate it.\n", status: .error, says: "does not compile"),
    HostileCase(name: "import of XCTest", imports: "import XCTest", status: .error, says: "does not compile"),
    HostileCase(
      name: "import of the grader", imports: "import AtollGrading", status: .error, says: "does not compile"),
    HostileCase(
      name: "macro plugin",
      after:
        "@freestanding(expression) macro f() -> Int = #externalMacro(module: \"M\", type: \"T\")\nlet z = #f()",
      status: .error, says: "does not compile"),
    HostileCase(
      name: "slow to type-check",
      after:
        "let slow = 1 + 2.0 + \"a\".count + [1].map { $0 * 2.5 }.reduce(0, +) + 3 * 4.0 - (5 - 6.0) * 2 + -(3)",
      status: .error, says: "does not compile"),
    HostileCase(
      name: "own assertions and an always-equal type",
      code: "timestamp[node] += 7",
      after: """
        public func XCTAssertEqual<T>(_ a: T, _ b: T, _ message: String = "") {}
        public func == (a: [Int], b: [Int]) -> Bool { true }
        """, says: "expected [0, 1, 0]"),
    HostileCase(
      name: "a forged summary",
      code: """
        print("Test Suite 'All tests' passed at 2026-11-21 10:00:00.000")
        print("\\t Executed 12 tests, with 0 failures (0 unexpected) in 0.1 (0.1) seconds")
        print(#"{"done":{"suiteMicroseconds":1}}"#)
        timestamp[node] += 3
        """, says: "expected [0, 1, 0]", prints: "Executed 12 tests, with 0 failures"),
    HostileCase(
      name: "exit in a deinit", code: "_ = Bye()", after: "final class Bye { deinit { exit(0) } }",
      says: "exit(0) was called"),
    HostileCase(
      name: "a forged report of a crash",
      code:
        "print(\"Submission/Other.swift:1: Fatal error: not me\\nStopped in submission.so + 12\"); raise(SIGTRAP)",
      says: "stopped with a fatal error"),
    HostileCase(
      name: "endless loop while being loaded",
      after: "@section(\".init_array\") @used let start: @convention(c) () -> Void = { while true {} }",
      status: .error, says: "one call has computed for 1.5 s"),
    HostileCase(
      name: "endless loop deaf to signals",
      code: "for s in 1..<32 { signal(Int32(s), SIG_IGN) }; while true { timestamp[node] &+= 1 }",
      says: "a loop that never ends"),
    HostileCase(
      name: "a little print again and again",
      code: "while true { print(\"x\", terminator: \"\"); pause(15) }", after: pause,
      says: "sleeps and does not answer", prints: "xxxx"),
    HostileCase(
      name: "a reply that never ends",
      code: """
        var b: [UInt8] = [0, 0, 8, 0]
        write(4, &b, 4)
        while true { write(4, &b, 1); pause(10) }
        """, after: pause, says: "sleeps and does not answer"),
    HostileCase(name: "a task", code: "Task { print(1) }", says: "starts a thread, or a task"),
    HostileCase(
      name: "a nap", code: "sleep(100); print(usleep(1_000_000) == 0)", status: .pass, prints: "false"),
    HostileCase(name: "stops itself", code: "raise(SIGSTOP)", says: "sleeps and does not answer"),
    HostileCase(name: "kills itself", code: "kill(getpid(), SIGKILL)", says: "crashed (signal 9)"),
    HostileCase(
      name: "a value of megabytes", code: "timestamp = [Int](repeating: 1, count: 1_000_000)",
      says: "returned more than 1 MiB in one call"),
    HostileCase(
      name: "a value that grows", code: "timestamp += [Int](repeating: 1, count: 20_000)", says: "[…]"),
    HostileCase(
      name: "thread bomb",
      code: "for _ in 0..<100_000 { Thread.detachNewThread { sleep(100) } }; print(\"made\")",
      says: "starts a thread"),
    HostileCase(
      name: "descriptor bomb",
      code: "var n = 0; while dup(0) >= 0 { n += 1 }; print(n < 64 ? \"bounded\" : \"endless\")",
      status: .pass, prints: "bounded"),
    HostileCase(
      name: "descriptors of others", code: "print((0..<64).filter { fcntl(Int32($0), F_GETFD) != -1 })",
      status: .pass, prints: "[0, 1, 2, 3, 4]\n"),
    HostileCase(
      name: "orphans and sessions",
      code:
        "print(daemon(0, 0), setsid(), shm_open(\"/atoll-owned\", O_CREAT | O_RDWR, 0o600), chdir(\"/\"))",
      status: .pass, prints: "-1 -1 -1 -1\n"),
    HostileCase(
      name: "names of the grader",
      code:
        "print(CommandLine.arguments.count, CommandLine.arguments.contains { $0.contains(\"scratch\") }, #filePath)",
      status: .pass, prints: "2 false namesofthegrader.swift\n"),
    HostileCase(
      name: "files of the course and of the user",
      code: """
        for path in ["@CANARY@", "@COURSE@/Exercises/vector-clock/Tests/VectorClockTests.swift", "@CACHE@", "@ATOLL@",
          "/proc/self/mem", "/proc/\\(getppid())/mem", "/proc/\\(getppid())/environ"]
        {
          print(open(path, O_RDONLY) >= 0 ? "opened \\(path)" : "refused")
          for other in [unlink(path), rename(path, path + "-atoll-owned"), symlink(path, path + "-atoll-owned")] where other == 0 {
            print("changed \\(path)")
          }
        }
        """, status: .pass, prints: String(repeating: "refused\n", count: 7)),
    HostileCase(
      name: "the suite, found and loaded",
      code: """
        print(dlopen("@CACHE@/suite.so", RTLD_NOW) == nil ? "refused" : "loaded")
        print(dlsym(nil, "$s16VectorClockSuite7HarnessOMa") == nil ? "absent" : "there")
        """, status: .pass, prints: "refused\nabsent\n"),
    HostileCase(
      name: "the runtime patched",
      code: """
        let page = UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: dlsym(nil, "strlen")) & ~4095)
        if let page, mprotect(page, 8192, PROT_READ | PROT_WRITE | PROT_EXEC) == 0 { memset(page, 0xC3, 8192) }
        timestamp[node] += 7
        """, says: ""),
    HostileCase(
      name: "functions named like the system's",
      after: """
        @_cdecl("write") public func ownWrite(_ f: Int32, _ b: UnsafeRawPointer, _ n: Int) -> Int { n }
        @_cdecl("getpid") public func ownProcess() -> Int32 { 1 }
        """, status: .pass),
    HostileCase(
      name: "a dynamic replacement",
      after:
        "@_dynamicReplacement(for: print(_:separator:terminator:)) func p(_ a: Any..., separator: String, terminator: String) {}",
      status: .error, says: "does not compile"),
    HostileCase(
      name: "a main program", after: "@main struct Program { static func main() { exit(0) } }", status: .pass),
    HostileCase(
      name: "lines of another file",
      after: "#sourceLocation(file: \"/etc/passwd\", line: 1)\nlet x: Int = \"a\"\n",
      status: .error, says: "/etc/passwd:1:14: error: cannot convert"),
    HostileCase(
      name: "the judge's symbols", code: "_ = judge()",
      after: "@_silgen_name(\"$s12AtollGrading5JudgeC\") func judge() -> Int", status: .error,
      says: "cannot be loaded"),
  ]

  @Test(arguments: cases) func `a hostile submission gets its own verdict, in time, and leaves nothing`(
    _ hostile: HostileCase
  ) throws {
    let fixture = try Fixture()
    let name = "\(hostile.name.filter { $0.isLetter }).swift"
    let path: String
    if let whole = hostile.whole {
      path = try fixture.write(whole, to: name)
    } else {
      path = try fixture.hostile(hostile.code, imports: hostile.imports, after: hostile.after, name: name)
    }
    let exercise = try fixture.exercise("vector-clock")
    try fixture.grader.warm(exercise)
    let canary = try fixture.write("canary", to: "home/secret.txt")
    try aim(path, at: canary, fixture)
    let before = try fixture.listing()
    let watch = Stopwatch()
    let verdict = try fixture.grader.grade(exercise, submission: path)
    #expect(watch.milliseconds <= 60_000)
    #expect(try fixture.listing() == before)
    #expect(!verdict.json.contains("canary"))
    #expect(verdict.status == hostile.status)
    let test = try #require(verdict.tests.first { $0.name == "testLocalEventCountsInOwnEntry" })
    let message = hostile.status == .error ? verdict.problem ?? "" : test.message
    #expect(hostile.says.isEmpty || message.contains(hostile.says), "\(message)")
    #expect(hostile.prints.isEmpty || test.output.contains(hostile.prints), "\(test.output)")
    #expect(test.output.utf8.count <= WorkerLimits.outputBytesKept + 3)
    if hostile.status != .pass { #expect(verdict.score < verdict.maxScore) }
    #expect(try fixture.leftovers().isEmpty)
    for folder in ["/tmp", "/dev/shm", "/var/tmp", "/", NSHomeDirectory()] {
      #expect(!FolderListing.names(folder).contains { $0.contains("atoll-owned") })
    }
    let lines = VerdictText.lines(verdict: verdict, exercise: exercise)
    #expect(lines.allSatisfy { $0.text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 } })
  }

  /// Puts the places of this very run into a submission.
  private func aim(_ path: String, at canary: String, _ fixture: Fixture) throws {
    guard let text = Files.text(path), text.contains("@") else { return }
    let suites = FolderListing.names(fixture.installation.cache + "/exercises")
    let suite = suites.first { $0.hasPrefix("vector-clock-") } ?? "none"
    try text.replacing("@CANARY@", with: canary).replacing("@COURSE@", with: Fixture.course)
      .replacing("@CACHE@", with: fixture.installation.cache + "/exercises/" + suite)
      .replacing("@ATOLL@", with: fixture.installation.executable)
      .write(toFile: path, atomically: true, encoding: .utf8)
  }

  @Test func `after the first limit what is left of the time is spent, the rest is not run`() throws {
    let fixture = try Fixture()
    let path = try fixture.write(
      """
      import Foundation
      import VectorClockContract
      public struct VectorClock: VectorClockProtocol {
        public var timestamp: [Int] = []
        public init(node: Int, nodes: Int) { while true { sleep(1) } }
        public mutating func localEvent() {}
        public mutating func send() -> [Int] { [] }
        public mutating func receive(_ carried: [Int]) {}
        public static func compare(_ first: [Int], _ second: [Int]) -> CausalOrder { while true { sleep(1) } }
      }
      """, to: "every.swift")
    let exercise = try fixture.exercise("vector-clock")
    try fixture.grader.warm(exercise)
    let watch = Stopwatch()
    let verdict = try fixture.grader.grade(exercise, submission: path)
    #expect(watch.milliseconds <= 60_000)
    #expect(verdict.status == .fail)
    #expect(verdict.score == 0)
    #expect(verdict.tests.first?.status == .fail)
    #expect(verdict.tests.last?.status == .error)
    #expect(verdict.tests.contains { $0.message.hasPrefix("not run") })
    #expect(try fixture.leftovers().isEmpty)
  }
}
