import Atoll

/// A set in which a removal takes away the additions that it has seen, and no others: *observed remove*.
///
/// Each addition has a name of its own, its dot. An element is there while one of its additions is not removed. So an
/// addition that nobody who removed had seen stays: where the two are concurrent, the addition wins.
public struct ORSet: ReplicatedData {
  /// An addition of an element.
  public struct Addition: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    let element: String
    let dot: Dot

    /// In the order of elements, then of dots.
    public static func < (a: Addition, b: Addition) -> Bool { (a.element, a.dot) < (b.element, b.dot) }

    /// `milk by a1`.
    public var description: String { "\(element) by \(dot)" }
  }

  /// All additions, and those of them that were removed; sorted, so that equal sets are equal values.
  var additions: [Addition] = []
  var removed: [Addition] = []

  /// The empty set.
  public init() {}

  /// Additions and removals.
  public static let operations = [CRDTOperation.add("x"), .remove("x"), .add("y")]

  private var present: [Addition] { additions.filter { !removed.contains($0) } }

  /// The elements of additions that are not removed.
  public var shown: String { braces(present.map(\.element)) }

  /// Adds under a new name, or removes all additions that are known here.
  public mutating func update(_ operation: CRDTOperation, _ dot: Dot) -> Bool {
    switch operation {
    case .add(let element): additions = union(additions, [Addition(element: element, dot: dot)])
    case .remove(let element): removed = union(removed, present.filter { $0.element == element })
    case .increment, .decrement: return false
    }
    return true
  }

  /// All additions of both, and all removals of both.
  public mutating func merge(_ other: ORSet) {
    additions = union(additions, other.additions)
    removed = union(removed, other.removed)
  }

  private func union(_ a: [Addition], _ b: [Addition]) -> [Addition] {
    (a + b.filter { !a.contains($0) }).sorted()
  }
}

/// A set in which the last word about an element counts: *last writer wins*.
///
/// It converges. But of two updates that have not seen each other it drops one.
public struct LastWriterSet: ReplicatedData {
  /// The last word about an element.
  public struct Word: Hashable, Codable, Sendable {
    let element: String
    let isPresent: Bool
    /// Which of two words is the later one.
    let stamp: LamportTimestamp
  }

  /// One word for each element, in the order of elements.
  var words: [Word] = []

  /// The empty set.
  public init() {}

  /// Additions and removals.
  public static let operations = [CRDTOperation.add("x"), .remove("x"), .add("y")]

  /// The elements whose last word is an addition.
  public var shown: String { braces(words.filter(\.isPresent).map(\.element)) }

  /// Says a word that is later than all that are known here.
  public mutating func update(_ operation: CRDTOperation, _ dot: Dot) -> Bool {
    let next = LamportTimestamp(counter: (words.map(\.stamp.counter).max() ?? 0) + 1, node: dot.node)
    switch operation {
    case .add(let element): say(Word(element: element, isPresent: true, stamp: next))
    case .remove(let element): say(Word(element: element, isPresent: false, stamp: next))
    case .increment, .decrement: return false
    }
    return true
  }

  /// The later word about each element.
  public mutating func merge(_ other: LastWriterSet) {
    for word in other.words { say(word) }
  }

  private mutating func say(_ word: Word) {
    if let place = words.firstIndex(where: { $0.element == word.element }) {
      if word.stamp > words[place].stamp { words[place] = word }
    } else {
      words.insert(word, at: words.firstIndex { $0.element > word.element } ?? words.count)
    }
  }
}

/// Elements in braces, each once: `{milk bread}`.
private func braces(_ sorted: [String]) -> String {
  var once: [String] = []
  for element in sorted where once.last != element { once.append(element) }
  return "{" + once.joined(separator: " ") + "}"
}
