import Foundation

/// A new exercise that works: to be changed piece by piece into what its author wants.
///
/// It asks for a counter. `atoll check-course` proves it as it stands.
public struct ExerciseTemplate: Sendable {
  private let name: String
  private let type: String

  /// Makes a template.
  ///
  /// - Throws: ``ExerciseTemplateError/badName(_:)`` where the name cannot be a folder's and a type's.
  public init(name: String) throws(ExerciseTemplateError) {
    let isPlain = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    guard isPlain, name.first?.isLetter ?? false, name.count <= 60 else { throw .badName(name) }
    self.name = name
    type = name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// Writes the exercise into `Exercises` of a course, with a `course.json` where a folder has none yet.
  ///
  /// - Returns: the paths of the files.
  /// - Throws: ``ExerciseTemplateError``; nothing is ever overwritten.
  public func write(in course: String) throws(ExerciseTemplateError) -> [String] {
    let folder = course + "/Exercises/" + name
    guard !FileManager.default.fileExists(atPath: folder) else { throw .exists(folder) }
    var written: [String] = []
    func write(_ text: String, _ path: String) throws(ExerciseTemplateError) {
      do {
        try FileManager.default.createDirectory(
          atPath: Installation.folder(of: path), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        written.append(path)
      } catch {
        throw .cannotWrite(path)
      }
    }
    for (path, text) in files { try write(text, folder + "/" + path) }
    let isOwnCourse = FileManager.default.fileExists(atPath: course + "/Package.swift")
    if !isOwnCourse, !FileManager.default.fileExists(atPath: course + "/course.json") {
      try write(
        "{\n  \"format\": \(CourseFile.format),\n  \"title\": \"A course\"\n}\n", course + "/course.json")
    }
    return written
  }

  private var files: [(String, String)] {
    [
      ("exercise.md", exercise), ("Contract/\(type)Contract.swift", contract),
      ("Contract/Remote.swift", remote),
      ("Starter/\(type).swift", starter), ("Solution/\(type).swift", solution("value += amount")),
      ("Tests/\(type)Tests.swift", tests),
      ("Wrong/counts-calls/\(type).swift", solution("value += 1")),
    ]
  }
}

/// Why no new exercise was written.
public enum ExerciseTemplateError: Error, Equatable, Sendable {
  /// The name cannot be a folder's and a type's.
  case badName(String)
  /// The folder is there already.
  case exists(String)
  /// The system refused to write a file.
  case cannotWrite(String)

  /// What is wrong and what to do next.
  public var message: String {
    switch self {
    case .badName(let name):
      "\"\(name)\" cannot be an exercise's name: small letters, digits and hyphens, a letter first"
    case .exists(let folder): "\(folder) is there already: choose another name, or move it away"
    case .cannotWrite(let path): "\(path) cannot be written: is the folder yours, is the disk full?"
    }
  }
}

// MARK: - The files' texts

extension ExerciseTemplate {
  private var exercise: String {
    """
    ---
    name: \(name)
    title: A counter
    summary: Write a counter that adds what it is told.
    lesson: time
    type: \(type)
    contract: \(type)Contract.\(type)Protocol
    minutes: 10
    ---

    ## Task

    Complete `\(type)`: its value begins at 0, and `add` makes it larger by the amount that it is given.

    ## Hints

    ### Hint 1

    What must the value be after two additions of 3?

    ### Hint 2

    `value += amount`

    ## Tests

    | test | points | visible | claim |
    |---|---|---|---|
    | testBeginsAtZero | 1 | yes | a new counter's value is 0 |
    | testAddsTheAmount | 3 | yes | an addition makes the value larger by the amount |
    | testAddsManyAmounts | 2 | hidden | the value is the sum of all amounts |

    ## Misconceptions

    | wrong | caught by | what it means |
    |---|---|---|
    | counts-calls | testAddsTheAmount | The amount is what is added, not the call. |

    """
  }

  private var contract: String {
    """
    /// A counter.
    public protocol \(type)Protocol {
      /// A counter whose value is 0.
      init()

      /// The sum of all amounts.
      var value: Int { get }

      /// Adds an amount.
      mutating func add(_ amount: Int)
    }

    """
  }

  private var remote: String {
    """
    import AtollContract
    import \(type)Contract

    /// The learner's counter as the suite sees it: the counter itself lives in the worker.
    package struct \(type) {
      private var remote: RemoteValue

      package init() throws { remote = try RemoteValue(making: "init") }

      package var value: Int { get throws { try remote.read("value") } }

      package mutating func add(_ amount: Int) throws { try remote.mutate("add", amount) }
    }

    package enum Glue: ContractGlue {
      package static func fill(_ table: MethodTable, for type: Any.Type) -> Bool {
        guard let type = type as? any \(type)Protocol.Type else { return false }
        fill(table, with: type)
        return true
      }

      private static func fill<Learners: \(type)Protocol>(_ table: MethodTable, with type: Learners.Type) {
        table.making("init") { Learners() }
        table.reading("value") { (counter: Learners) in counter.value }
        table.mutating("add") { (counter: inout Learners, amount: Int) in counter.add(amount) }
      }
    }

    """
  }

  private var starter: String {
    """
    import \(type)Contract

    /// A counter.
    struct \(type): \(type)Protocol {
      private(set) var value = 0

      mutating func add(_ amount: Int) {
        // TODO: make the value larger by the amount.
      }
    }

    """
  }

  private func solution(_ statement: String) -> String {
    """
    import \(type)Contract

    /// A counter.
    struct \(type): \(type)Protocol {
      private(set) var value = 0

      mutating func add(_ amount: Int) {
        \(statement)
      }
    }

    """
  }

  private var tests: String {
    """
    import \(type)Contract
    import \(type)Remote
    import XCTest

    final class \(type)Tests: XCTestCase {
      func testBeginsAtZero() throws {
        XCTAssertEqual(try \(type)().value, 0, "the value of a new counter")
      }

      func testAddsTheAmount() throws {
        var counter = try \(type)()
        try counter.add(3)
        XCTAssertEqual(try counter.value, 3, "the value after adding 3")
      }

      func testAddsManyAmounts() throws {
        var counter = try \(type)()
        for amount in 1...10 { try counter.add(amount) }
        XCTAssertEqual(try counter.value, 55, "the value after adding 1 to 10")
      }
    }

    """
  }
}
