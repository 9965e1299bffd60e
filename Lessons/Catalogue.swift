import Atoll

/// A lesson as the course knows it: its folder here, and the models that it lets the reader run.
public struct LessonEntry: Sendable {
  /// The lesson's name, which is its folder's.
  public let name: String
  /// Its models.
  public let models: [any Model.Type]

  init(_ name: String, models: [any Model.Type]) {
    self.name = name
    self.models = models
  }
}

/// Every lesson, in the order in which they are best read. A new lesson is a folder and a line here.
public let lessonCatalogue: [LessonEntry] = [
  LessonEntry("cap", models: [TwoNode.self, Machines.self, MajorityRegister.self]),
  LessonEntry("time", models: [LamportModel.self, VectorModel.self]),
  LessonEntry("flp", models: [ConsensusExplorer.self]),
  LessonEntry(
    "replication",
    models: [
    ]),
  LessonEntry("transactions", models: [TwoPhaseCommit.self]),
  LessonEntry("consensus", models: [Paxos.self, TokenRing.self]),
  LessonEntry(
    "middleware",
    models: [
    ]),
  LessonEntry(
    "tiering",
    models: [
    ]),
]
