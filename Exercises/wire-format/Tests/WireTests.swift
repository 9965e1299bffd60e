import WireContract
import WireFormatRemote
import XCTest

final class WireTests: XCTestCase {
  func testReadsWhatItWrites() throws {
    for contact in [
      Contact(id: 5, name: "Ann"), Contact(id: 300, name: "Zoë", emails: ["z@x.org"]),
      Contact(id: 1, name: "Bo", emails: ["b@x.org", "bo@y.org", ""]), Contact(),
    ] {
      expect(
        try WireFormat.decode(try WireFormat.encode(contact)), contact, "decoding what you encode")
    }
  }

  func testWritesTheAgreedBytes() throws {
    expect(
      try WireFormat.encode(Contact(id: 300, name: "Zoë", emails: ["a", "b"])),
      [0x08, 0xac, 0x02, 0x12, 4, 0x5a, 0x6f, 0xc3, 0xab, 0x1a, 1, 0x61, 0x1a, 1, 0x62],
      "id 300, name Zoë, emails a and b: the bytes")
    expect(try WireFormat.encode(Contact(name: "x")), [0x12, 1, 0x78], "id 0, name x: the bytes")
    expect(try WireFormat.encode(Contact(id: 7)), [0x08, 7], "id 7 and no name: the bytes")
    expect(try WireFormat.encode(Contact(id: 128)), [0x08, 0x80, 1], "id 128: the bytes")
  }

  func testOldPeerReadsTheName() throws {
    let bytes = try WireFormat.encode(Contact(id: 5, name: "Ann", emails: ["a@x.org", "ann@y.org"]))
    let old = try Peer.read(bytes)
    XCTAssertEqual(old.numbers[1], [5], "what a program of the first version reads as the id")
    XCTAssertEqual(old.texts[2], ["Ann"], "what a program of the first version reads as the name")
  }

  func testReadsAnOldPeersBytes() throws {
    expect(
      try WireFormat.decode(Peer.number(1, 5) + Peer.text(2, "Ann")), Contact(id: 5, name: "Ann"),
      "a program of the first version sends id 5 and name Ann: you read")
    expect(
      try WireFormat.decode(Peer.text(2, "Ann")), Contact(name: "Ann"), "only a name is sent: you read")
    expect(try WireFormat.decode([]), Contact(), "nothing is sent: you read")
  }

  func testReadsANewerPeersBytes() throws {
    let bytes =
      Peer.number(1, 5) + Peer.text(4, "Ulm") + Peer.text(2, "Ann") + Peer.number(5, 77) + Peer.text(3, "a@x")
    let read = try WireFormat.decode(bytes)
    expect(
      read.map { Contact(id: $0.id, name: $0.name, emails: $0.emails) },
      Contact(id: 5, name: "Ann", emails: ["a@x"]),
      "a program of the third version sends a text in field 4 and a number in field 5, too: you read")
  }

  func testSkipsLongNumbers() throws {
    expect(
      try WireFormat.decode(Peer.number(4, 128) + Peer.number(1, 128)),
      Contact(id: 128, unknown: [0x20, 0x80, 1]),
      "fields 4 and 1 hold the number 128: you read")
    let bytes = Peer.number(5, 1_000_000) + Peer.number(1, 9)
    XCTAssertEqual(
      try WireFormat.decode(bytes)?.id, 9,
      "field 5 holds the number 1,000,000 and field 1 the number 9: the id")
  }

  func testPassesUnknownFieldsOn() throws {
    let strange = Peer.text(4, "Ulm") + Peer.number(5, 300)
    let read = try WireFormat.decode(
      Peer.number(1, 5) + Peer.text(4, "Ulm") + Peer.text(2, "Ann") + Peer.number(5, 300))
    expect(read?.unknown, strange, "fields 4 and 5 of a program of the third version: unknown")
    let long: [UInt8] = [0x20, 0x80, 0x00]
    expect(
      try WireFormat.decode(long)?.unknown, long,
      "field 4 holds the number 0, written with one byte more than it needs: unknown")
    for tag in 4...31 as ClosedRange<UInt8> {
      let strange = Peer.number(tag, 7) + Peer.text(tag, "Ulm")
      expect(
        try WireFormat.decode(Peer.number(1, 5) + Peer.text(2, "Ann") + Peer.text(3, "a") + strange),
        Contact(id: 5, name: "Ann", emails: ["a"], unknown: strange),
        "fields 1, 2, 3, and field \(tag) with a number and with a text: you read")
    }
    var changed = read ?? Contact()
    changed.name = "Anna"
    expect(
      try WireFormat.encode(changed), Peer.number(1, 5) + Peer.text(2, "Anna") + strange,
      "you change the name and send the contact on: the bytes")
  }

  func testFieldsInAnyOrder() throws {
    expect(
      try WireFormat.decode(Peer.text(3, "a") + Peer.text(2, "Ann") + Peer.text(3, "b") + Peer.number(1, 5)),
      Contact(id: 5, name: "Ann", emails: ["a", "b"]), "fields 3, 2, 3 and 1 are sent in this order: you read"
    )
  }

  func testTheLaterFieldCounts() throws {
    expect(
      try WireFormat.decode(Peer.text(2, "Ann") + Peer.number(1, 5) + Peer.text(2, "Bo") + Peer.number(1, 6)),
      Contact(id: 6, name: "Bo"), "fields 1 and 2 are sent twice: you read")
    expect(
      try WireFormat.decode(Peer.number(1, 5) + Peer.number(1, 0)), Contact(),
      "field 1 is sent twice, with 5 and then with 0: you read")
    expect(
      try WireFormat.decode(Peer.text(2, "A") + Peer.text(2, "")), Contact(),
      "field 2 is sent twice, with A and then with an empty text: you read")
  }

  func testLongTexts() throws {
    let name = String(repeating: "ë", count: 200)
    expect(
      try WireFormat.encode(Contact(name: name)), Peer.text(2, name),
      "a name of 200 letters, 400 bytes: the bytes")
    expect(
      try WireFormat.decode(Peer.text(2, name)).map { Array($0.name.utf8) }, Array(name.utf8),
      "a name of 400 bytes is sent: the bytes of the name that you read")
  }

  func testRejectsWhatIsCutOff() throws {
    let whole =
      Peer.number(1, 300) + Peer.text(2, "Ann") + Peer.text(3, "a@x.org") + Peer.number(5, 300)
      + Peer.text(6, "Ulm")
    let ends = [0, 3, 8, 17, 20, 25]
    for count in 0...whole.count {
      let isContact = try WireFormat.decode(Array(whole.prefix(count))) != nil
      guard isContact == ends.contains(count) else {
        return XCTAssertEqual(
          isContact, ends.contains(count),
          "the first \(count) of \(whole.count) bytes arrive (fields end after \(ends)): there is a contact")
      }
    }
    let greatest = [0x12] + Array(repeating: 0xff, count: 8) + [0x7f] as [UInt8]
    expect(
      try WireFormat.decode(greatest), nil,
      "a name is said to have 2^63 - 1 bytes, the greatest number there is, and none come: you read")
  }

  func testRejectsOtherKinds() throws {
    let contact = Peer.number(1, .max) + Peer.text(2, "Ann") + Peer.text(3, "a@x")
    expect(
      try WireFormat.decode(contact), Contact(id: .max, name: "Ann", emails: ["a@x"]),
      "a contact with the greatest id, 2^63 - 1: you read")
    // The contents would do for a number of one byte and for an empty text.
    for kind in [1, 3, 4, 5, 6, 7] as [UInt8] {
      for tag in [1, 2, 3, 4, 9] as [UInt8] {
        expect(
          try WireFormat.decode(contact + [tag << 3 | kind, 0]), nil,
          "a contact and then field \(tag), of kind \(kind), with a byte of 0: you read")
      }
    }
    for (bytes, what) in [
      (Peer.text(1, ""), "a text in field 1"), (Peer.number(2, 0), "a number in field 2"),
      (Peer.number(3, 0), "a number in field 3"),
      ([0x28] + Array(repeating: 0x80, count: 9) + [1], "a number of ten bytes in field 5"),
    ] {
      expect(try WireFormat.decode(contact + bytes), nil, "a contact and then \(what): you read")
    }
  }

  func testRandomContacts() throws {
    var state: UInt64 = 2026
    func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<60 {
      let texts = (0..<4).map { _ in String(repeating: "aé€", count: next(below: 60)) }
      let id = next(below: 2) == 0 ? next(below: 300) : Int.max - next(below: 1000)
      let contact = Contact(
        id: id, name: texts[0], emails: Array(texts[1..<(1 + next(below: 4))]),
        unknown: next(below: 2) == 0 ? [] : Peer.number(6, Int.max) + Peer.text(31, texts[0]))
      let bytes = try WireFormat.encode(contact)
      guard try WireFormat.decode(bytes) == contact else {
        return XCTFail(
          "id \(id), name of \(contact.name.utf8.count) bytes, \(contact.emails.count) emails: decoding what you encode gives something else"
        )
      }
    }
  }
}

/// Compares contacts in words.
private func expect(_ actual: Contact?, _ expected: Contact?, _ what: String) {
  if actual != expected { XCTAssertEqual(words(actual), words(expected), what) }
}

/// Compares bytes in hexadecimal; many bytes from the first on that differs.
private func expect(_ actual: [UInt8]?, _ expected: [UInt8], _ what: String) {
  guard actual != expected else { return }
  guard let actual else { return XCTAssertEqual("no contact", start(expected[...]), what) }
  guard max(actual.count, expected.count) > 40 else {
    return XCTAssertEqual(hex(actual[...]), hex(expected[...]), what)
  }
  let same = zip(actual, expected).prefix { $0 == $1 }.count
  XCTAssertEqual(
    start(actual.dropFirst(same)), start(expected.dropFirst(same)), "\(what), after the first \(same)")
}

/// The first bytes of many.
private func start(_ bytes: ArraySlice<UInt8>) -> String {
  hex(bytes.prefix(12)) + (bytes.count > 12 ? " and \(bytes.count - 12) more" : "")
}

/// A contact in words, for comparing and for reading.
private func words(_ contact: Contact?) -> String {
  guard let contact else { return "no contact" }
  return
    "id \(contact.id), name \(contact.name), emails \(contact.emails), unknown \(hex(contact.unknown[...]))"
}

/// Bytes in hexadecimal.
private func hex(_ bytes: ArraySlice<UInt8>) -> String {
  bytes.isEmpty
    ? "nothing" : bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}

/// A program of another version, which knows the format and no fields: it lists what it finds.
private enum Peer {
  struct CutOff: Error {}

  static func number(_ tag: UInt8, _ number: Int) -> [UInt8] { [tag << 3] + bytes(number) }

  static func text(_ tag: UInt8, _ text: String) -> [UInt8] {
    [tag << 3 | 2] + bytes(text.utf8.count) + Array(text.utf8)
  }

  private static func bytes(_ number: Int) -> [UInt8] {
    number < 128 ? [UInt8(number)] : [UInt8(number % 128) + 128] + bytes(number / 128)
  }

  /// The fields by tag.
  static func read(_ bytes: [UInt8]) throws -> (numbers: [UInt8: [Int]], texts: [UInt8: [String]]) {
    var (numbers, texts): ([UInt8: [Int]], [UInt8: [String]]) = ([:], [:])
    var place = 0
    func takeNumber() throws -> Int {
      var (number, factor) = (0, 1)
      while place < bytes.count, factor < 1 << 35 {
        number += Int(bytes[place] % 128) * factor
        factor *= 128
        place += 1
        if bytes[place - 1] < 128 { return number }
      }
      throw CutOff()
    }
    while place < bytes.count {
      let head = bytes[place]
      place += 1
      let number = try takeNumber()
      if head % 8 == 0 {
        numbers[head / 8, default: []].append(number)
      } else {
        guard place + number <= bytes.count else { throw CutOff() }
        texts[head / 8, default: []].append(String(decoding: bytes[place..<(place + number)], as: UTF8.self))
        place += number
      }
    }
    return (numbers, texts)
  }
}
