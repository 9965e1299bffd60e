import Atoll
import AtollLessons

/// The course: which lessons there are, where their prose is, and which models they let the reader run.
public struct Course: Sendable {
  /// One lesson.
  public struct Lesson: Sendable {
    /// Its name, which is its folder's.
    public let name: String
    /// The path of its prose.
    public let file: String
    /// Its models.
    public let models: [any Model.Type]
  }

  /// A model with the lesson it belongs to.
  public struct ModelEntry: Sendable {
    /// The lesson's name.
    public let lesson: String
    /// The model.
    public let model: any Model.Type

    /// `lesson/model`.
    public var name: String { "\(lesson)/\(model.name)" }
  }

  /// The folder that holds `Lessons` and `Exercises`.
  public let root: String
  /// The lessons, in the order in which they are best read.
  public let lessons: [Lesson]

  /// Every model, in the order of Atoll's lessons.
  public let models: [ModelEntry]

  /// Atoll's own course in a folder.
  public init(root: String) {
    self.root = root
    lessons = lessonCatalogue.map { entry in
      Lesson(name: entry.name, file: "\(root)/Lessons/\(entry.name)/lesson.md", models: entry.models)
    }
    models = Course.ownModels
  }

  /// A course of somebody else's: the lessons with these names in the folder's `Lessons`, which may use all of Atoll's
  /// models.
  public init(root: String, lessons names: [String]) {
    self.root = root
    lessons = names.map { Lesson(name: $0, file: "\(root)/Lessons/\($0)/lesson.md", models: []) }
    models = Course.ownModels
  }

  private static var ownModels: [ModelEntry] {
    lessonCatalogue.flatMap { entry in entry.models.map { ModelEntry(lesson: entry.name, model: $0) } }
  }

  /// The lesson with a name.
  public func lesson(_ name: String) -> Lesson? { lessons.first { $0.name == name } }

  /// The model with a name: `lesson/model`, or the model alone where the lesson is known or only one lesson has it.
  public func model(_ name: String, in lesson: String? = nil) -> ModelEntry? {
    if let exact = models.first(where: { $0.name == name }) { return exact }
    let candidates = models.filter { $0.model.name == name }
    return candidates.first { $0.lesson == lesson } ?? (candidates.count == 1 ? candidates.first : nil)
  }
}
