import Atoll
import Foundation

/// Values that are equal to interned ones but were made anew, by writing and reading them: where a `Set` or a
/// `Dictionary` is in them, its elements are probably in another order.
///
/// A handler that is a function of its state does the same with a copy as with the value.
struct RebuiltCopies<Value: Hashable & Codable> {
  private var copies: [Int32: Value] = [:]

  /// A copy of an interned value; the value itself where it cannot be written and read.
  mutating func copy(_ id: Int32, of interned: Interned<Value>) -> Value {
    if let known = copies[id] { return known }
    let value = interned[id]
    let made = Rebuilding().copy(value)
    copies[id] = made
    return made
  }
}

private struct Rebuilding: ValueCopier {
  func copy<Value: Hashable & Codable>(_ value: Value) -> Value {
    if let wrapper = value as? any WrapsValue, let copy = wrapper.copied(by: self) as? Value { return copy }
    guard let written = try? JSONEncoder().encode(value),
      let read = try? JSONDecoder().decode(Value.self, from: written), read == value
    else { return value }
    return read
  }
}
