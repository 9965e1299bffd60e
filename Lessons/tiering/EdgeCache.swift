import Atoll

/// A cache whose entries have a *time to live*: what it was told stands until a tick, and is asked for again after that.
///
/// A resolver has one, with one name in it, and so has an edge, with its pages.
struct EdgeCache: Hashable, Codable {
  /// What it was told, and until when it stands.
  struct Entry: Hashable, Codable {
    let value: Int
    let until: Int
  }

  var entries: [Int: Entry] = [:]
  /// The visits that wait for an answer, by what they want.
  var waiting: [Int: [Int]] = [:]
  var hits = 0
  var misses = 0
  /// How often it asked far away: less often than it missed, for who asks meanwhile waits for the same answer.
  var questions = 0

  /// What it was told, if that still stands.
  mutating func lookUp(_ key: Int, _ now: Int) -> Int? {
    guard let entry = entries[key], now < entry.until else {
      misses += 1
      return nil
    }
    hits += 1
    return entry.value
  }

  /// Keeps an answer, and says who has waited for it.
  mutating func keep(_ value: Int, for key: Int, until tick: Int) -> [Int]? {
    entries[key] = Entry(value: value, until: tick)
    return waiting.removeValue(forKey: key)
  }

  /// Puts a visit to those who wait, and says whether it is the first, so that somebody has to ask.
  mutating func startWaiting(_ visit: Int, for key: Int) -> Bool {
    waiting[key, default: []].append(visit)
    guard waiting[key]?.count == 1 else { return false }
    questions += 1
    return true
  }
}
