/// A lesson: prose with cells that run, and predictions to make before they do.
public struct Lesson: Sendable {
  /// Its name, which is its folder's.
  public let name: String
  /// Its title.
  public let title: String
  /// What it is about, in one sentence.
  public let summary: String
  /// How long it takes to read and run, in minutes.
  public let minutes: Int
  /// The lessons that should be read before.
  public let needs: [String]
  /// The exercises that go with it.
  public let exercises: [String]
  /// The Markdown before the first section.
  public let introduction: String
  /// The sections.
  public let sections: [Section]
  /// The code that the prose shows from the models' files.
  public let shownCode: [ShownCode]

  /// One section: one idea.
  public struct Section: Sendable {
    /// Its title.
    public let title: String
    /// The line of its heading.
    public let line: Int
    /// Its pieces; at least one.
    public var steps: [Step]
  }

  /// What is read in one go: prose, then a cell unless the section ends there.
  public struct Step: Sendable {
    /// The Markdown.
    public var prose: String
    /// The cell after it.
    public var cell: Cell?
  }

  /// Commands that run together, and what they printed when the lesson was recorded.
  public struct Cell: Sendable {
    /// Its number in the lesson, from 1.
    public let number: Int
    /// The line of its fence.
    public let line: Int
    /// The commands with their lines.
    public let commands: [Command]
    /// What it printed; none where it was never recorded.
    public var output: [String]?
    /// The question to answer before it runs.
    public let prediction: Prediction?
  }

  /// One command of a cell.
  public struct Command: Sendable {
    /// The command.
    public let text: String
    /// Its line in the file.
    public let line: Int
  }

  /// A question about what a cell will show.
  public struct Prediction: Sendable {
    /// The line of its fence.
    public let line: Int
    /// The question.
    public let question: String
    /// The possible answers; one is right.
    public let options: [Option]
  }

  /// One possible answer.
  public struct Option: Sendable {
    /// The answer.
    public let text: String
    /// Whether it is right.
    public let isRight: Bool
    /// Why: for a wrong answer, the misconception behind it.
    public let explanation: String
    /// The smallest run that refutes it; empty where the cell itself does.
    public let refutation: [String]
  }

  /// Code in the prose that stands in a model's file.
  public struct ShownCode: Sendable {
    /// The line of its fence.
    public let line: Int
    /// The file, in the lesson's folder.
    public let file: String
    /// The declaration: the text with which its first line begins.
    public let declaration: String
    /// The code as the lesson shows it.
    public let code: [String]
  }

  /// All cells, in order.
  public var cells: [Cell] { sections.flatMap { $0.steps.compactMap(\.cell) } }
}

/// A lesson's file that cannot be read as a lesson.
public struct LessonError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// What is wrong, and what to do.
  public let what: String

  /// Where, what, and what to do: `Lessons/cap/lesson.md:41: …`
  public var description: String { "\(file):\(line): \(what)" }
}
