import WireContract

/// Contacts as bytes. This is the first version of the program, which knows id and name only.
///
/// Grade it as often as you like: `atoll grade wire-format`. `atoll hint wire-format` helps in small steps.
enum WireFormat: WireFormatProtocol {
  static func encode(_ contact: Contact) -> [UInt8] {
    numberField(1, contact.id) + textField(2, contact.name)
  }

  static func decode(_ bytes: [UInt8]) -> Contact? {
    // TODO: this expects field 1, then field 2, and nothing else. Make it the second version: see the task.
    var rest = bytes[...]
    guard rest.popFirst() == 1 << 3, let id = takeNumber(&rest) else { return nil }
    guard rest.popFirst() == 2 << 3 | 2, let count = takeNumber(&rest), count == rest.count else {
      return nil
    }
    return Contact(id: id, name: String(decoding: rest, as: UTF8.self))
  }

  // MARK: - Parts

  /// A field that holds a number: its head, then the number.
  static func numberField(_ tag: UInt8, _ number: Int) -> [UInt8] { [tag << 3] + bytes(number) }

  /// A field that holds a text: its head, how many bytes it has in UTF-8, and these.
  static func textField(_ tag: UInt8, _ text: String) -> [UInt8] {
    [tag << 3 | 2] + bytes(text.utf8.count) + Array(text.utf8)
  }

  /// A number, not negative: seven bits a byte, the lowest first; the eighth bit says that more follow.
  static func bytes(_ number: Int) -> [UInt8] {
    number < 128 ? [UInt8(number)] : [UInt8(number & 127) | 128] + bytes(number >> 7)
  }

  /// Takes a number from the front; `nil` where it is cut off, or has more than 63 bits.
  static func takeNumber(_ bytes: inout ArraySlice<UInt8>) -> Int? {
    var number = 0
    for shift in stride(from: 0, to: 63, by: 7) {
      guard let byte = bytes.popFirst() else { return nil }
      number |= Int(byte & 127) << shift
      if byte < 128 { return number }
    }
    return nil
  }
}
