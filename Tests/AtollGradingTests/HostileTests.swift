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
  static let cases: [HostileCase] = [
    HostileCase(
      name: "endless loop", code: "while true { timestamp[node] &+= 1 }", says: "a loop that never ends"),
    HostileCase(name: "endless sleep", code: "while true { sleep(1) }", says: "wait for something"),
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
        "let b: [UInt8] = [5, 0, 0, 0, 1, 0, 0, 0, 18]; for fd in 3..<8 { write(Int32(fd), b, 9) }; sleep(9)",
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
      says: "wait for something"),
    HostileCase(
      name: "fork", code: "print(\"fork\", run_fork())",
      after: "@_silgen_name(\"fork\") func run_fork() -> Int32",
      status: .pass, prints: "fork -1"),
    HostileCase(
      name: "spawn",
      code: """
        let process = Process(); process.executableURL = URL(fileURLWithPath: "/bin/sh")
        do { try process.run(); print("started") } catch { print("refused") }
        """, status: .pass, prints: "refused"),
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
      prints: "[\"LC_ALL\", \"SWIFT_BACKTRACE\", \"SWIFT_DETERMINISTIC_HASHING\"]"),
    HostileCase(
      name: "escape codes", code: "print(\"\\u{1B}]0;owned\\u{7}\")", status: .pass,
      prints: "\u{1B}]0;owned\u{7}"),
    HostileCase(
      name: "threads that never end",
      code: "for _ in 0..<50 { Thread.detachNewThread { while true {} } }; usleep(5_000_000)",
      says: "time limit"),
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
    let watch = Stopwatch()
    let verdict = try fixture.grader.grade(exercise, submission: path)
    #expect(watch.milliseconds <= 10_000)
    #expect(verdict.status == hostile.status)
    let test = try #require(verdict.tests.first { $0.name == "testLocalEventCountsInOwnEntry" })
    let message = hostile.status == .error ? verdict.problem ?? "" : test.message
    #expect(hostile.says.isEmpty || message.contains(hostile.says), "\(message)")
    #expect(hostile.prints.isEmpty || test.output.contains(hostile.prints), "\(test.output)")
    #expect(test.output.utf8.count <= WorkerLimits.outputBytesKept + 3)
    if hostile.status != .pass { #expect(verdict.score < verdict.maxScore) }
    #expect(try fixture.leftovers().isEmpty)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/atoll-owned"))
    let lines = VerdictText.lines(verdict: verdict, exercise: exercise)
    #expect(lines.allSatisfy { $0.text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 } })
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
    #expect(watch.milliseconds <= 10_000)
    #expect(verdict.status == .fail)
    #expect(verdict.score == 0)
    #expect(verdict.tests.first?.status == .fail)
    #expect(verdict.tests.last?.status == .error)
    #expect(verdict.tests.contains { $0.message.hasPrefix("not run") })
    #expect(try fixture.leftovers().isEmpty)
  }
}
