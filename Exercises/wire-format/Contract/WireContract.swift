/// A contact, as programs of the second version know it.
public struct Contact: Codable, Equatable, Sendable {
  /// Its number, not negative. Field 1.
  public var id: Int
  /// Its name. Field 2.
  public var name: String
  /// Its addresses, in order. Field 3, new in the second version: once for each address.
  public var emails: [String]
  /// The fields that this program does not know, as they came: head and contents of each, one after another.
  public var unknown: [UInt8]

  /// Makes a contact.
  public init(id: Int = 0, name: String = "", emails: [String] = [], unknown: [UInt8] = []) {
    (self.id, self.name, self.emails, self.unknown) = (id, name, emails, unknown)
  }
}

/// Contacts as bytes, second version.
public protocol WireFormatProtocol {
  /// The contact in bytes.
  static func encode(_ contact: Contact) -> [UInt8]

  /// The contact that the bytes stand for; `nil` where they stand for none.
  static func decode(_ bytes: [UInt8]) -> Contact?
}
