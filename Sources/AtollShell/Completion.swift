import AtollNotebook

/// What Tab offers: the words that can stand where the cursor is.
///
/// A class, because the line editor keeps it while the notebook goes on.
final class Completion {
  private var session: RunSession?
  private var lessons: [String] = []
  private var exercises: [String] = []

  /// Takes over what can be named now.
  func update(from notebook: Notebook) {
    session = notebook.reader.session
    lessons = notebook.lessons.map(\.name)
    if exercises.isEmpty { exercises = (try? notebook.shell.exercises().map(\.name)) ?? [] }
  }

  /// The words that could replace the one before the cursor.
  func candidates(_ line: String, _ cursor: String.Index) -> [String] {
    guard let session else { return [] }
    let before = line[..<cursor]
    let words = before.split(whereSeparator: \.isWhitespace).map(String.init)
    let isNewWord = before.last?.isWhitespace ?? true
    let place = words.count - (isNewWord ? 0 : 1)
    guard place > 0 else { return NotebookCommands.all.map(\.name) + session.verbs }
    let current = isNewWord ? "" : words.last ?? ""
    switch words[0] {
    case "open": return lessons
    case "use" where place == 1:
      let here = session.course.modelNames(in: session.lesson)
      return here + session.course.models.map(\.name)
    case "use", "set": return settings(words, current, session)
    case "table", "plot": return session.model?.model.studies.map(\.name) ?? []
    case "check": return ["steps"]
    case "start", "hint", "grade": return exercises
    case "crash", "recover", "pause", "resume": return session.nodeNames
    case "partition": return session.nodeNames.map { "{\($0)}" }
    case "link": return ["loss=", "duplication=", "latency=", "ordered=yes", "ordered=no"]
    case "why": return (session.run?.trace.events ?? []).map { "e\($0.number)" }
    case "help":
      return CommandInfo.Topic.allCases.map(\.rawValue) + NotebookCommands.all.map(\.name) + session.verbs
    default:
      return session.clientCommands.contains { $0.name == words[0] } && place == 1 ? session.nodeNames : []
    }
  }

  /// Names of settings, or the values of the one that is begun.
  private func settings(_ words: [String], _ current: String, _ session: RunSession) -> [String] {
    let model = words[0] == "use" ? session.course.model(words[1], in: session.lesson) : session.model
    let settings = model?.model.settings ?? []
    if let begun = settings.first(where: { current.hasPrefix($0.name + "=") }),
      case .words(let values) = begun.allowed
    {
      return values.map { "\(begun.name)=\($0)" }
    }
    return settings.map { $0.name + "=" }
  }
}
