import Atoll
import AtollCourse
import AtollGrading
import AtollNotebook
import AtollTerminal
import AtollText
import Foundation

extension OutsideCommand {
  /// `atoll lessons`
  static let lessons = OutsideCommand(
    "lessons", .read, "list the lessons", options: [.format("text", "json")],
    details: ["JSON: [{name, title, summary, minutes, sections, sections_read, needs, models, exercises}]"]
  ) { arguments, shell in
    _ = try arguments.exactly(0, "lessons")
    let files = try shell.course.lessons.map { try LessonFile($0).lesson }
    if try arguments.choice("--format", among: ["text", "json"]) == "json" {
      try shell.print(json: files.map { LessonRow($0, shell) })
    } else if files.isEmpty {
      try shell.print("this course has no lessons")
    } else {
      try LessonList.print(files, shell)
    }
    return .done
  }

  /// `atoll models`
  static let models = OutsideCommand(
    "models [MODEL]", .run, "list the models with their settings, or show one",
    options: [.format("text", "json")],
    details: [
      "JSON: [{name, lesson, summary, settings: [{name, value, allowed, summary}], commands, studies}]"
    ]
  ) { arguments, shell in
    if arguments.words.count > 1 { _ = try arguments.exactly(1, "models [MODEL]") }
    let models = try arguments.words.first.map { [try shell.course.model(named: $0)] } ?? shell.course.models
    if try arguments.choice("--format", among: ["text", "json"]) == "json" {
      try shell.print(json: models.map(ModelRow.init))
    } else {
      try ModelPage.print(models, shell)
    }
    return .done
  }

  /// `atoll exercises`
  static let exercises = OutsideCommand(
    "exercises", .build, "list the exercises", options: [.format("text", "json")],
    details: ["JSON: [{name, title, summary, lesson, minutes, max_score, best_score}]"]
  ) { arguments, shell in
    _ = try arguments.exactly(0, "exercises")
    let exercises = try shell.exercises()
    if try arguments.choice("--format", among: ["text", "json"]) == "json" {
      try shell.print(json: exercises.map { ExerciseRow($0, shell) })
    } else {
      try ExerciseList.print(exercises, shell)
    }
    return .done
  }
}

private struct LessonRow: Encodable {
  let name, title, summary: String
  let minutes, sections, sections_read: Int
  let needs, models, exercises: [String]

  init(_ lesson: Lesson, _ shell: Shell) {
    (name, title, summary) = (lesson.name, lesson.title, lesson.summary)
    (minutes, sections) = (lesson.minutes, lesson.sections.count)
    sections_read = shell.progress.sectionsRead(of: lesson.name).count
    models = shell.course.models.filter { $0.lesson == lesson.name }.map(\.name)
    (needs, exercises) = (lesson.needs, lesson.exercises)
  }
}

private struct ModelRow: Encodable {
  struct SettingRow: Encodable {
    let name, value, allowed, summary: String
  }
  let name, lesson, summary: String
  let settings: [SettingRow]
  let commands, studies: [String]

  init(_ entry: Course.ModelEntry) {
    (name, lesson, summary) = (entry.name, entry.lesson, entry.model.summary)
    settings = entry.model.settings.map {
      SettingRow(name: $0.name, value: $0.standard, allowed: $0.allowedText, summary: $0.summary)
    }
    commands = entry.model.commands.map(\.usage)
    studies = entry.model.studies.map(\.name)
  }
}

private struct ExerciseRow: Encodable {
  let name, title, summary, lesson: String
  let minutes, max_score: Int
  let best_score: Double?

  init(_ exercise: Exercise, _ shell: Shell) {
    (name, title, summary, lesson) = (exercise.name, exercise.title, exercise.summary, exercise.lesson)
    (minutes, max_score) = (exercise.minutes, exercise.scoreMax)
    best_score = shell.progress.bestAttempt(at: exercise.name)?.score
  }
}

/// One entry of a list: a name, and beside it what there is to say.
private enum ListEntry {
  static func print(_ name: String, _ text: StyledLine, widest: Int, _ shell: Shell) throws {
    let head = StyledLine("  ") + StyledLine(name, .code).padded(to: widest + 2)
    for (place, part) in text.wrapped(to: max(20, shell.output.style.width - widest - 4)).enumerated() {
      try shell.print((place == 0 ? head : StyledLine(String(repeating: " ", count: widest + 4))) + part)
    }
  }
}

/// The lessons with what has been read of them.
enum LessonList {
  static func print(_ lessons: [Lesson], _ shell: Shell) throws {
    try printEach(lessons, shell) { lesson in
      let after = lesson.needs.isEmpty ? "" : ", after \(lesson.needs.joined(separator: ", "))"
      return ", \(lesson.minutes) min\(after)"
    }
    let minutes = lessons.map(\.minutes).reduce(0, +)
    guard lessons.count > 1 else { return }
    try shell.print(
      StyledLine(
        "  Best read in this order: \(minutes / 60) h \(minutes % 60) min in all, without the exercises.",
        .dim))
  }

  /// A line for each: what a greeting has room for.
  static func printShort(_ lessons: [Lesson], _ shell: Shell) throws {
    try printEach(lessons, shell) { _ in "" }
  }

  private static func printEach(_ lessons: [Lesson], _ shell: Shell, more: (Lesson) -> String) throws {
    let widest = lessons.map(\.name.count).max() ?? 0
    for lesson in lessons {
      let read = shell.progress.sectionsRead(of: lesson.name).filter { $0 <= lesson.sections.count }.count
      let state = read == lesson.sections.count ? "read" : "\(read)/\(lesson.sections.count.of("section"))"
      var line = StyledLine(lesson.title)
      line.append("  " + state + more(lesson), read == lesson.sections.count ? .pass : .dim)
      try ListEntry.print(lesson.name, line, widest: widest, shell)
    }
  }
}

/// The exercises with the best grade of each.
enum ExerciseList {
  /// Lesson by lesson, in the order in which the lessons are best read; then what belongs to none.
  static func print(_ exercises: [Exercise], _ shell: Shell) throws {
    let lessons = shell.course.lessons.map(\.name)
    func place(_ exercise: Exercise) -> Int { lessons.firstIndex(of: exercise.lesson) ?? lessons.count }
    let widest = exercises.map(\.name.count).max() ?? 0
    for (lesson, name) in (lessons + ["of no lesson"]).enumerated() {
      let own = exercises.filter { place($0) == lesson }
      if own.isEmpty { continue }
      try shell.print(StyledLine(name, .heading))
      try print(own, widest: widest, shell)
    }
  }

  private static func print(_ exercises: [Exercise], widest: Int, _ shell: Shell) throws {
    for exercise in exercises {
      let best = shell.progress.bestAttempt(at: exercise.name)
      let state =
        best.map { "best \(Int($0.score)) of \(exercise.scoreMax) points" } ?? "\(exercise.scoreMax) points"
      var line = StyledLine(exercise.summary)
      line.append("  \(state), \(exercise.minutes) min", best?.status == .pass ? .pass : .dim)
      try ListEntry.print(exercise.name, line, widest: widest, shell)
    }
  }
}

/// A model with its settings and what its clients can ask.
enum ModelPage {
  static func print(_ entry: Course.ModelEntry, _ shell: Shell) throws {
    try shell.print(StyledLine(entry.name, .heading))
    for line in StyledLine(entry.model.summary).wrapped(to: shell.output.style.width - 2) {
      try shell.print("  " + line)
    }
    let settings = entry.model.settings.map { setting in
      ("    \(setting.name)=\(setting.standard)", "\(setting.summary): \(setting.allowedText)")
    }
    let names = entry.model.begin(Settings(entry.model.settings), seed: 1).names.joined(separator: ", ")
    try HelpPages.table(
      [("    nodes", names)] + settings + entry.model.commands.map { ("    \($0.usage)", $0.summary) }
        + entry.model.studies.map { ("    table \($0.name)", $0.summary) }, shell)
  }

  /// The models of a lesson, a line or two each, and the names of the others.
  static func printShort(_ entries: [Course.ModelEntry], lesson: String, _ shell: Shell) throws {
    let here = entries.filter { $0.lesson == lesson }
    let widest = here.map { $0.model.name.count }.max() ?? 0
    for entry in here {
      try ListEntry.print(entry.model.name, StyledLine(entry.model.summary), widest: widest, shell)
    }
    let others = entries.filter { $0.lesson != lesson }.map(\.name)
    if !others.isEmpty {
      try shell.print(wrapped: StyledLine("of other lessons: \(others.joined(separator: ", "))"), indent: 2)
    }
    try shell.print(
      StyledLine("\"models NAME\" tells its settings; \"use NAME\" begins a run of it", .dim))
  }

  /// Several models, with a blank line between them.
  static func print(_ entries: [Course.ModelEntry], _ shell: Shell) throws {
    for (place, entry) in entries.enumerated() {
      if place > 0 { try shell.print() }
      try print(entry, shell)
    }
  }
}

extension Shell {
  /// Prints a value as JSON and nothing else.
  func print(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try print(raw: String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
