import AtollGrading
import Foundation

/// A class as JSON, or as JSON lines: the learner and the verdict as `atoll grade --format json` prints it.
struct JSONReport {
  private struct Entry: Encodable {
    let learner: Learner
    let points: Double
    let daysLate: Int
    let verdict: Verdict?
    let failure: String?

    enum CodingKeys: String, CodingKey {
      case learner, points, verdict, failure
      case daysLate = "days_late"
    }
  }

  private struct Whole: Encodable {
    let exercise: String
    let maxScore: Int
    let results: [Entry]

    enum CodingKeys: String, CodingKey {
      case exercise, results
      case maxScore = "max_score"
    }
  }

  private let report: ClassReport
  private let entries: [Entry]

  init(_ report: ClassReport) {
    self.report = report
    entries = report.results.map {
      Entry(
        learner: $0.learner, points: $0.points, daysLate: $0.daysLate, verdict: $0.verdict,
        failure: $0.failure)
    }
  }

  var text: String {
    JSONText.pretty(
      Whole(exercise: report.exercise.name, maxScore: report.pointsMax, results: entries))
  }

  var lines: String { entries.map { JSONText.line($0) + "\n" }.joined() }
}

/// Values as JSON with sorted keys.
enum JSONText {
  static func pretty(_ value: some Encodable) -> String {
    text(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]) + "\n"
  }

  static func line(_ value: some Encodable) -> String { text(value, [.sortedKeys, .withoutEscapingSlashes]) }

  private static func text(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    do {
      return visible(String(decoding: try encoder.encode(value), as: UTF8.self))
    } catch {
      // Finite numbers and text only: there is nothing in a report that JSON cannot say.
      preconditionFailure("a report cannot be written as JSON: \(error)")
    }
  }

  /// The text with what cannot be seen, such as marks that turn the direction, as JSON's escapes: it stands in strings
  /// only.
  private static func visible(_ json: String) -> String {
    var text = ""
    for scalar in json.unicodeScalars {
      let isJoiner = scalar == "\u{200C}" || scalar == "\u{200D}"
      switch scalar.properties.generalCategory {
      case .control where scalar != "\n", .format where !isJoiner && scalar.value < 0x10000,
        .lineSeparator, .paragraphSeparator:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
