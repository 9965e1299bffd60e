import Atoll

/// How a customer becomes bytes.
public enum MarshalFormat: String, Hashable, Codable, Sendable, CaseIterable {
  /// As it stands in the sender's memory.
  case memory
  /// Agreed on, field by field in a fixed order: numbers in 4 bytes, most significant first; text in UTF-8 (as XDR does).
  case fixed
  /// Each field with a tag that says which it is and how long: what one does not know one can skip (as Protocol Buffers do).
  case tagged

  /// The record in bytes; none where it does not fit, which the sender notices.
  func encode(_ record: MarshalRecord, _ schema: MarshalSchema, on machine: MarshalMachine) -> [UInt8]? {
    guard machine.holds(record) else { return nil }
    switch self {
    case .memory:
      let texts = [machine.bytes(record.name)] + (record.town.map { [machine.bytes($0)] } ?? [])
      return texts.reduce(machine.bytes(record.id)) { $0 + [UInt8(truncatingIfNeeded: $1.count)] + $1 }
    case .fixed:
      guard let id = Int32(exactly: record.id) else { return nil }
      let texts = [Array(record.name.utf8)] + (record.town.map { [Array($0.utf8)] } ?? [])
      return texts.reduce(MarshalMachine.big32.bytes(Int(id))) {
        $0 + [UInt8(truncatingIfNeeded: $1.count)] + $1
      }
    case .tagged:
      let name = Array(record.name.utf8)
      let town = Array((record.town ?? "").utf8)
      return [schema.idTag << 3] + MarshalFormat.variable(UInt64(bitPattern: Int64(record.id)))
        + MarshalFormat.field(schema.nameTag, name)
        + (town.isEmpty ? [] : MarshalFormat.field(schema.townTag, town))
    }
  }

  /// The record that the bytes are for the receiver; none where they are none that it holds.
  func decode(_ bytes: [UInt8], _ schema: MarshalSchema, on machine: MarshalMachine) -> MarshalRecord? {
    let record =
      self == .tagged
      ? MarshalFormat.untag(bytes, schema) : untie(bytes, schema, self == .memory ? machine : .big32)
    return record.flatMap { machine.holds($0) ? $0 : nil }
  }

  private func untie(_ bytes: [UInt8], _ schema: MarshalSchema, _ reader: MarshalMachine) -> MarshalRecord? {
    var rest = bytes[...]
    guard rest.count >= reader.width else { return nil }
    var record = MarshalRecord(id: reader.number(rest.prefix(reader.width)), name: "")
    rest = rest.dropFirst(reader.width)
    var texts: [String] = []
    for _ in 0..<(schema.hasTown ? 2 : 1) {
      guard let count = rest.popFirst(), rest.count >= count else { return nil }
      let text = rest.prefix(Int(count))
      texts.append(reader.text(text))
      rest = rest.dropFirst(Int(count))
    }
    record.name = texts[0]
    record.town = schema.hasTown ? texts[1] : nil
    // What is left over was meant to be something: this is no record of ours.
    return rest.isEmpty ? record : nil
  }

  private static func field(_ tag: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    [tag << 3 | 2, UInt8(truncatingIfNeeded: bytes.count)] + bytes
  }

  /// Seven bits a byte, least significant first; the eighth says that more follow.
  private static func variable(_ number: UInt64) -> [UInt8] {
    number < 128 ? [UInt8(number)] : [UInt8(number & 127) | 128] + variable(number >> 7)
  }

  private static func readVariable(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = bytes.popFirst() else { return nil }
      number |= UInt64(byte & 127) << shift
      if byte < 128 { return number }
    }
    return nil
  }

  private static func untag(_ bytes: [UInt8], _ schema: MarshalSchema) -> MarshalRecord? {
    var record = MarshalRecord(id: 0, name: "", town: schema.hasTown ? "" : nil)
    var rest = bytes[...]
    while let head = rest.popFirst() {
      let tag = head >> 3
      switch head & 7 {
      case 0:
        guard let number = readVariable(&rest) else { return nil }
        if tag == schema.idTag { record.id = Int(Int64(bitPattern: number)) }
      case 2:
        guard let count = rest.popFirst(), rest.count >= count else { return nil }
        let text = MarshalMachine.little32.text(rest.prefix(Int(count)))
        rest = rest.dropFirst(Int(count))
        if tag == schema.nameTag {
          record.name = text
        } else if schema.hasTown, tag == schema.townTag {
          record.town = text
        }
      default: return nil
      }
    }
    return record
  }
}

/// Which fields a program knows, and by which tags.
public enum MarshalSchema: String, Hashable, Codable, Sendable, CaseIterable {
  /// The first version: id and name.
  case v1
  /// The second one: a town was added, with a tag of its own.
  case v2
  /// A mistake: the town was given the tag of the name, and the name a new one.
  case reused

  var hasTown: Bool { self != .v1 }
  var idTag: UInt8 { 1 }
  var nameTag: UInt8 { self == .reused ? 3 : 2 }
  var townTag: UInt8 { self == .reused ? 2 : 3 }
}
