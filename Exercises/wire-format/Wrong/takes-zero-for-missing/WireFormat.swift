import WireContract

/// Contacts as bytes: fields with tags.
enum WireFormat: WireFormatProtocol {
  static func encode(_ contact: Contact) -> [UInt8] {
    var bytes: [UInt8] = []
    if contact.id != 0 { bytes += numberField(1, contact.id) }
    if contact.name != "" { bytes += textField(2, contact.name) }
    for email in contact.emails { bytes += textField(3, email) }
    return bytes + contact.unknown
  }

  static func decode(_ bytes: [UInt8]) -> Contact? {
    var contact = Contact()
    var rest = bytes[...]
    while let head = rest.first {
      let before = rest
      rest = rest.dropFirst()
      switch head & 7 {
      case 0:
        guard let number = takeNumber(&rest), head >> 3 > 3 || head >> 3 == 1 else { return nil }
        if head >> 3 == 1 {
          if number != 0 { contact.id = number }
        } else {
          contact.unknown += before.prefix(before.count - rest.count)
        }
      case 2:
        guard let count = takeNumber(&rest), count <= rest.count, head >> 3 != 1 else { return nil }
        let text = String(decoding: rest.prefix(count), as: UTF8.self)
        rest = rest.dropFirst(count)
        switch head >> 3 {
        case 2: if text != "" { contact.name = text }
        case 3: contact.emails.append(text)
        default: contact.unknown += before.prefix(before.count - rest.count)
        }
      default: return nil
      }
    }
    return contact
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
