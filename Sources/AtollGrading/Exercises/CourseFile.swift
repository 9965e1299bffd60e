import Foundation

/// What a course's `course.json` says: its format, its title, and how points are counted.
///
/// ```json
/// {
///   "format": 1,
///   "title": "Distributed systems, winter term",
///   "late": { "percent_per_day": 10, "percent_max": 50, "grace_minutes": 15 },
///   "exercises": { "lamport-clock": { "due": "2026-11-30T23:59:00Z", "extra_credit": ["testNodeBreaksTies"] } }
/// }
/// ```
/// Only `format` is needed. Atoll's own course has no such file.
public struct CourseFile: Equatable, Sendable {
  /// What a late submission loses.
  public struct LatePolicy: Equatable, Sendable, Codable {
    /// Of the points earned, for each day begun.
    public var percentPerDay: Double
    /// The most that it loses.
    public var percentMax: Double
    /// How late is not late.
    public var graceMinutes: Int

    enum CodingKeys: String, CodingKey {
      case percentPerDay = "percent_per_day"
      case percentMax = "percent_max"
      case graceMinutes = "grace_minutes"
    }
  }

  /// What is said of one exercise.
  public struct ExercisePolicy: Equatable, Sendable {
    /// When it is to be handed in.
    public var due: Date?
    /// Tests whose points count on top of the others'.
    public var extraCredit: [String] = []

    /// Says something of an exercise, or nothing.
    public init(due: Date? = nil, extraCredit: [String] = []) {
      self.due = due
      self.extraCredit = extraCredit
    }
  }

  /// The course's title; empty where none is given.
  public var title = ""
  /// What a late submission loses; nothing unless said.
  public var late: LatePolicy?
  /// By the exercises' names.
  public var exercises: [String: ExercisePolicy] = [:]

  /// The newest format that this program reads.
  public static let format = 1

  /// A course of which nothing is said.
  public init() {}

  /// Reads the `course.json` of a course; one of which nothing is said where there is none.
  ///
  /// - Throws: ``CourseFileError``.
  public static func load(_ root: String) throws(CourseFileError) -> CourseFile {
    let path = root + "/course.json"
    guard let data = FileManager.default.contents(atPath: path) else {
      if FileManager.default.fileExists(atPath: path) {
        throw CourseFileError(message: "\(path) cannot be read")
      }
      return CourseFile()
    }
    return try parse(data, path)
  }

  static func parse(_ data: Data, _ path: String) throws(CourseFileError) -> CourseFile {
    func failure(_ text: String) -> CourseFileError { CourseFileError(message: "\(path): \(text)") }
    let json: Any
    do { json = try JSONSerialization.jsonObject(with: data) } catch {
      throw failure("this is no JSON: \((error as NSError).userInfo["NSDebugDescription"] ?? error)")
    }
    guard let object = json as? [String: Any], let format = object["format"] as? Int else {
      throw failure("no number \"format\": write \"format\": \(CourseFile.format)")
    }
    guard format <= CourseFile.format else {
      throw failure(
        "the course has format \(format), this atoll reads up to \(CourseFile.format): a newer atoll is needed"
      )
    }
    do {
      return try JSONDecoder().decode(Content.self, from: data).course
    } catch let error as DecodingError {
      throw failure(error.place)
    } catch {
      throw failure("\(error)")
    }
  }
}

/// What is wrong with a `course.json`.
public struct CourseFileError: Error, Equatable, Sendable {
  /// The file, what is wrong there, and what to do next.
  public let message: String

  /// Makes an error.
  public init(message: String) { self.message = message }
}

/// The file's content as it is written.
private struct Content: Decodable {
  struct Exercise: Decodable {
    let due: String?
    let extraCredit: [String]?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case due
      case extraCredit = "extra_credit"
    }

    init(from decoder: any Decoder) throws {
      try Keys.check(decoder, CodingKeys.allCases.map(\.rawValue))
      let container = try decoder.container(keyedBy: CodingKeys.self)
      due = try container.decodeIfPresent(String.self, forKey: .due)
      extraCredit = try container.decodeIfPresent([String].self, forKey: .extraCredit)
    }
  }

  let title: String?
  let late: CourseFile.LatePolicy?
  let exercises: [String: Exercise]

  enum CodingKeys: String, CodingKey, CaseIterable {
    case format, title, late, exercises
  }

  init(from decoder: any Decoder) throws {
    try Keys.check(decoder, CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    title = try container.decodeIfPresent(String.self, forKey: .title)
    late = try container.decodeIfPresent(CourseFile.LatePolicy.self, forKey: .late)
    exercises = try container.decodeIfPresent([String: Exercise].self, forKey: .exercises) ?? [:]
    if let late, !(0...100).contains(late.percentMax) || late.percentPerDay < 0 || late.graceMinutes < 0 {
      throw DecodingError.dataCorruptedError(
        forKey: .late, in: container, debugDescription: "percents are 0 to 100, minutes 0 or more")
    }
  }

  var course: CourseFile {
    get throws {
      var course = CourseFile()
      course.title = title ?? ""
      course.late = late
      for (name, exercise) in exercises {
        var policy = CourseFile.ExercisePolicy(extraCredit: exercise.extraCredit ?? [])
        if let due = exercise.due {
          guard let date = try? Date(due, strategy: .iso8601) else {
            throw DecodingError.dataCorrupted(
              .init(
                codingPath: [CodingKeys.exercises, Keys(name)],
                debugDescription: "due \"\(due)\" is no time: write it as 2026-11-30T23:59:00Z"))
          }
          policy.due = date
        }
        course.exercises[name] = policy
      }
      return course
    }
  }
}

/// Any key, so that an unknown one can be named.
private struct Keys: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }

  static func check(_ decoder: any Decoder, _ known: [String]) throws {
    let found = try decoder.container(keyedBy: Keys.self).allKeys.map(\.stringValue)
    guard let unknown = found.sorted().first(where: { !known.contains($0) }) else { return }
    throw DecodingError.dataCorrupted(
      .init(
        codingPath: decoder.codingPath,
        debugDescription: "unknown key \"\(unknown)\"; there are: \(known.joined(separator: ", "))"))
  }
}

extension DecodingError {
  /// What is wrong and where.
  fileprivate var place: String {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      DecodingError.text(context.codingPath, context.debugDescription)
    case .keyNotFound(let key, let context):
      DecodingError.text(context.codingPath, "\"\(key.stringValue)\" is missing")
    @unknown default: "\(self)"
    }
  }

  private static func text(_ path: [any CodingKey], _ description: String) -> String {
    path.isEmpty ? description : path.map(\.stringValue).joined(separator: ".") + ": " + description
  }
}
