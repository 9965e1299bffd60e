/// Successors of configurations in the order in which they were found, before it is known which of them are new.
final class SuccessorBuffer<Word: PackedWord> {
  private(set) var words: UnsafeMutablePointer<Word>
  private(set) var hashes: UnsafeMutablePointer<UInt64>
  /// Their sleep sets; the highest bit says that the configuration must be held against the properties if it is new.
  private(set) var sleeps: UnsafeMutablePointer<UInt64>
  /// The configurations that they are successors of.
  private(set) var parents: UnsafeMutablePointer<UInt32>
  /// For each whether it is new; where threads share out the work.
  private(set) var areNew: UnsafeMutablePointer<UInt8> = .allocate(capacity: 1)
  private var flagCapacity = 1
  var count = 0
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    words = .allocate(capacity: capacity)
    hashes = .allocate(capacity: capacity)
    sleeps = .allocate(capacity: capacity)
    parents = .allocate(capacity: capacity)
  }

  deinit {
    words.deallocate()
    hashes.deallocate()
    sleeps.deallocate()
    parents.deallocate()
    areNew.deallocate()
  }

  /// Makes room for saying of each whether it is new.
  func reserveFlags() {
    guard count > flagCapacity else { return }
    flagCapacity = count * 2
    areNew.deallocate()
    areNew = .allocate(capacity: flagCapacity)
  }

  /// Makes room for so many in all.
  func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    capacity = max(needed, capacity * 2)
    words = moved(words)
    hashes = moved(hashes)
    sleeps = moved(sleeps)
    parents = moved(parents)
  }

  private func moved<Element>(_ old: UnsafeMutablePointer<Element>) -> UnsafeMutablePointer<Element> {
    let new = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    new.moveInitialize(from: old, count: count)
    old.deallocate()
    return new
  }
}
