import Dispatch

/// Work that is shared out among threads.
enum Threads {
  /// Does a number of pieces of work side by side and waits for all of them; one is done at once, where it is called.
  static func perform(_ count: Int, _ work: @Sendable (Int) -> Void) {
    if count == 1 { work(0) } else { DispatchQueue.concurrentPerform(iterations: count, execute: work) }
  }

  /// The results of a number of pieces of work, in order.
  static func map<Result: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Result) -> [Result] {
    if count == 1 { return [work(0)] }
    let results = UnsafeMutablePointer<Result?>.allocate(capacity: count)
    results.initialize(repeating: nil, count: count)
    defer {
      results.deinitialize(count: count)
      results.deallocate()
    }
    let places = Unchecked(results)
    perform(count) { places.value[$0] = work($0) }
    return (0..<count).compactMap { results[$0] }
  }
}

/// Something that threads may look at though the compiler cannot know it: each writes to places of its own only.
struct Unchecked<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
