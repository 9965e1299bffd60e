/// One thing about a model that the person who runs it can set.
public struct Setting: Hashable, Sendable {
  /// Which values are allowed.
  public enum Allowed: Hashable, Sendable {
    /// One of some words.
    case words([String])
    /// A whole number in a range.
    case integers(ClosedRange<Int>)
  }

  /// The name by which it is set.
  public let name: String
  /// Which values are allowed.
  public let allowed: Allowed
  /// The value unless set.
  public let standard: String
  /// What it does, in half a sentence.
  public let summary: String

  /// A setting with a choice of words; the first is the value unless set.
  public init(_ name: String, among words: [String], _ summary: String) {
    self.name = name
    allowed = .words(words)
    standard = words.first ?? ""
    self.summary = summary
  }

  /// A setting with a whole number.
  public init(_ name: String, in range: ClosedRange<Int>, standard: Int, _ summary: String) {
    self.name = name
    allowed = .integers(range)
    self.standard = String(standard)
    self.summary = summary
  }

  /// Whether a value is allowed.
  public func allows(_ value: String) -> Bool {
    switch allowed {
    case .words(let words): words.contains(value)
    case .integers(let range): Int(value).map { range.contains($0) && String($0) == value } ?? false
    }
  }

  /// The allowed values, in words.
  public var allowedText: String {
    switch allowed {
    case .words(let words): words.joined(separator: " | ")
    case .integers(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
  }
}

/// The values of a model's settings, in the order in which the model declares them.
public struct Settings: Hashable, Sendable {
  /// The settings with their values.
  public private(set) var values: [(setting: Setting, value: String)]

  /// All settings at their standard values.
  public init(_ settings: [Setting]) { values = settings.map { ($0, $0.standard) } }

  /// The value of a setting.
  ///
  /// - Precondition: the model declares it.
  public subscript(name: String) -> String {
    guard let entry = values.first(where: { $0.setting.name == name }) else {
      preconditionFailure("no setting \(name); there are: \(values.map(\.setting.name))")
    }
    return entry.value
  }

  /// The value of a setting that holds a whole number.
  ///
  /// - Precondition: the model declares it with `integers`.
  public func integer(_ name: String) -> Int {
    guard let number = Int(self[name]) else { preconditionFailure("setting \(name) holds no whole number") }
    return number
  }

  /// Sets a value.
  ///
  /// - Throws: `SettingError` where there is no such setting, or the value is not allowed.
  public mutating func set(_ name: String, to value: String) throws(SettingError) {
    guard let place = values.firstIndex(where: { $0.setting.name == name }) else {
      throw .unknown(name, known: values.map(\.setting.name))
    }
    guard values[place].setting.allows(value) else { throw .notAllowed(values[place].setting, value: value) }
    values[place].value = value
  }

  /// Equal where all values are.
  public static func == (a: Settings, b: Settings) -> Bool {
    a.values.map(\.setting) == b.values.map(\.setting) && a.values.map(\.value) == b.values.map(\.value)
  }

  /// Hashes the values.
  public func hash(into hasher: inout Hasher) {
    for entry in values {
      hasher.combine(entry.setting)
      hasher.combine(entry.value)
    }
  }
}

/// Why a setting could not be set.
public enum SettingError: Error, Hashable, Sendable {
  /// The model has no such setting.
  case unknown(String, known: [String])
  /// The setting does not take such a value.
  case notAllowed(Setting, value: String)
}
