/// A small system that a lesson lets the reader run, break and check.
///
/// A model says which settings it has, what its clients can ask, how to begin a run, and how to judge one. The system
/// itself is made of `Node`s.
public protocol Model: Sendable {
  /// Its name within its lesson, in lower case with hyphens.
  static var name: String { get }
  /// What it is, in one sentence.
  static var summary: String { get }
  /// What can be set.
  static var settings: [Setting] { get }
  /// What clients can ask.
  static var commands: [ClientCommand] { get }
  /// The run commands that show the model, one a line: what `atoll run` performs when it is given none.
  static var demonstration: [String] { get }

  /// Who may take hold of a link.
  static func adversaries(_ settings: Settings) -> [LinkTampering]
  /// Begins a run.
  static func begin(_ settings: Settings, seed: UInt64) -> any Simulating
  /// What can be explored of it; none where the model is for runs only.
  static func problem(_ settings: Settings) -> (any Explorable)?
  /// Judges a run: which of the model's properties hold of it.
  static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding]
  /// The standard of what its clients see; none where no object stands behind it.
  static func specification(_ settings: Settings) -> (any SequentialSpecification)?
  /// What a sample of many runs counts; none where there is nothing to count.
  static func measurement(_ run: any Simulating, _ settings: Settings) -> Measurement?
  /// The questions that take many runs to answer.
  static var studies: [Study] { get }
}

extension Model {
  /// Nothing to set.
  public static var settings: [Setting] { [] }
  /// Nothing to ask.
  public static var commands: [ClientCommand] { [] }
  /// Nobody.
  public static func adversaries(_ settings: Settings) -> [LinkTampering] { [] }
  /// Nothing to explore.
  public static func problem(_ settings: Settings) -> (any Explorable)? { nil }
  /// Nothing to judge.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] { [] }
  /// No standard.
  public static func specification(_ settings: Settings) -> (any SequentialSpecification)? { nil }
  /// Nothing to count.
  public static func measurement(_ run: any Simulating, _ settings: Settings) -> Measurement? { nil }
  /// None.
  public static var studies: [Study] { [] }
}

extension Setting {
  /// The setting that says how long a client waits; a model whose clients' operations can stay unanswered declares it.
  public static func patience(standard: Int) -> Setting {
    Setting("patience", in: 1...100_000, standard: standard, "ticks that a client waits for a reply")
  }
}

/// Something that a client can ask at a node: the notebook's `NAME NODE …`.
public struct ClientCommand: Sendable {
  /// The command's word.
  public let name: String
  /// What follows the node, for the reader: `KEY=VALUE`.
  public let parameters: String
  /// What it does, in half a sentence.
  public let summary: String
  /// Makes the request from the words after the node; the names are the cluster's.
  public let request:
    @Sendable (_ words: [String], _ names: [String]) throws(ClientCommandError) -> any Hashable & Sendable

  /// Makes a command.
  public init(
    _ name: String, _ parameters: String, _ summary: String,
    request:
      @escaping @Sendable (_ words: [String], _ names: [String]) throws(ClientCommandError)
      -> any Hashable & Sendable
  ) {
    self.name = name
    self.parameters = parameters
    self.summary = summary
    self.request = request
  }

  /// How to write the command.
  public var usage: String { parameters.isEmpty ? "\(name) NODE" : "\(name) NODE \(parameters)" }
}

/// Why the words of a client command make no request.
public struct ClientCommandError: Error, Hashable, Sendable {
  /// What is wrong, and what would be right.
  public let message: String

  /// Makes an error.
  public init(_ message: String) { self.message = message }
}

/// Whether a property holds of a run, and why.
public struct Finding: Hashable, Codable, Sendable {
  /// Whether it holds.
  public enum Answer: String, Hashable, Codable, Sendable {
    /// It holds of this run.
    case yes
    /// It does not.
    case no
    /// The run does not tell yet.
    case open
  }

  /// The property.
  public var property: String
  /// Whether it holds.
  public var answer: Answer
  /// Why, one sentence a line.
  public var reasons: [String]

  /// Makes a finding.
  public init(_ property: String, _ answer: Answer, _ reasons: [String] = []) {
    self.property = property
    self.answer = answer
    self.reasons = reasons
  }
}
