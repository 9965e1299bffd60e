import AtollExploration

/// The words after `follow`: the bounds on faults, how many of the last steps go on for ever, and the choices.
struct FollowWords {
  /// How the word begins that says how long the loop is.
  static let loop = "loop="

  private(set) var bounds = ExploreWords()
  private(set) var loopLength = 0
  /// The choices; none where they are no numbers.
  let choices: [Int]?

  init(_ words: [String]) throws(CommandError) {
    guard let last = words.last else {
      throw CommandError("follow which run?", next: "\"explore\" finds runs and prints their tokens")
    }
    for word in words.dropLast() {
      guard word.hasPrefix(Self.loop) else {
        try bounds.set(word)
        continue
      }
      guard let length = Int(word.dropFirst(Self.loop.count)), length > 0 else {
        throw CommandError("\"\(word)\" is no loop", next: "say how many of the last steps go on for ever")
      }
      loopLength = length
    }
    let numbers = last.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    choices = numbers.contains(nil) ? nil : numbers.compactMap { $0 }
  }
}
