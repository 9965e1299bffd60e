/// The nearest known word for an unknown one: "unknown command partitoin; did you mean partition?".
public enum Suggestion {
  /// The known word nearest to `word`, or nil where none is near enough to be meant.
  ///
  /// Near is at most one change for each three letters of `word`, and at least one. Letter case does not count.
  /// Of equally near words the first in the list is taken.
  /// - Complexity: O(*n*·*m*²) for *n* known words of *m* letters.
  public static func nearest(to word: String, among known: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased())
    guard !wanted.isEmpty else { return nil }
    let allowed = max(1, wanted.count / 3)
    var best: (distance: Int, word: String)?
    for candidate in known {
      let letters = Array(candidate.lowercased())
      guard abs(letters.count - wanted.count) <= allowed else { continue }
      let distance = distance(wanted, letters)
      // One letter that is wrong altogether ("x" for "y") is no resemblance.
      guard distance <= allowed, distance < max(wanted.count, letters.count) else { continue }
      if distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.word
  }

  /// The least number of insertions, deletions, replacements and swaps of neighbours that turn one into the other.
  ///
  /// This is the restricted distance (optimal string alignment): no part is changed twice.
  /// - SeeAlso: Damerau, "A technique for computer detection and correction of spelling errors", 1964.
  static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for i in first.indices {
      var row = [i + 1]
      for j in second.indices {
        let replaced = last[j] + (first[i] == second[j] ? 0 : 1)
        var least = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          least = min(least, beforeLast[j - 1] + 1)
        }
        row.append(least)
      }
      (beforeLast, last) = (last, row)
    }
    return last[second.count]
  }
}
