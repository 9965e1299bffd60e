import AtollNotebook
import Testing

struct ReplayTokenTests {
  private static let tokens: [ReplayToken] = [
    ReplayToken(model: "cap/two-node", settings: [], seed: 1, script: []),
    ReplayToken(
      model: "cap/two-node", settings: [("policy", "ap"), ("latency", "25")], seed: UInt64.max,
      script: ["write a x=1", "partition {a} -> {b}", "run 40", "goto e7", "crash b", "step", "recover b"]),
    ReplayToken(
      model: "time/vector", settings: [("nodes", "8")], seed: 0,
      script: ["send a b", "write a schlüssel=grün", "write a 鍵=🔑👩‍👩‍👧", "write a e\u{301}=cp\u{301}"]),
    ReplayToken(model: "x/y", settings: [], seed: 7, script: (0..<60).map { "write a k\($0)=\($0 * $0)" }),
  ]

  @Test(arguments: tokens)
  func `a token is read as it was written`(token: ReplayToken) throws {
    let text = token.description
    let read = try ReplayToken(text)
    #expect(read == token)
    #expect(read.script.map { Array($0.utf8) } == token.script.map { Array($0.utf8) })
    #expect(text.hasPrefix("r1"))
    #expect(
      text.utf8.allSatisfy {
        $0 == 0x2D || $0 == 0x5F || $0 < 0x80 && Character(Unicode.Scalar($0)).isWordLike
      })
  }

  @Test func `a token is short`() {
    #expect(Self.tokens[0].description.count < 14)
    #expect(Self.tokens[1].description.count < 120)
  }

  @Test func `a token gives the lines that lead to the run`() {
    #expect(
      Self.tokens[1].lines.prefix(3) == [
        "use cap/two-node policy=ap latency=25", "seed 18446744073709551615", "write a x=1",
      ])
  }

  /// Fletcher's sum does not tell a byte 0x00 from 0xFF, but one character of base64 holds six bits, so a change of
  /// one character cannot make one of the other: every such change is found. Only the unused bits of the last
  /// character do not matter; then the token means the same.
  @Test(arguments: tokens)
  func `every change of a single character is refused, or means the same`(token: ReplayToken) {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= .~é")
    let text = Array(token.description)
    for place in text.indices.prefix(160) {
      for letter in letters where letter != text[place] {
        var changed = text
        changed[place] = letter
        guard let read = try? ReplayToken(String(changed)) else { continue }
        #expect(read == token, "\(String(changed)) for \(String(text))")
      }
    }
  }

  @Test(arguments: tokens)
  func `a missing or added character is refused, or means the same`(token: ReplayToken) {
    let text = Array(token.description)
    for place in text.indices.prefix(160) {
      for letter in ["", "A", "x", "_"] {
        let changed = String(text[..<place]) + letter + String(text[(letter.isEmpty ? place + 1 : place)...])
        guard changed != token.description, let read = try? ReplayToken(changed) else { continue }
        #expect(read == token, "\(changed)")
      }
    }
  }

  /// Two changed characters at random get past a sum of 16 bits about once in 65,000 times.
  @Test func `of random changes of two characters nearly all are refused`() {
    let token = Self.tokens[1]
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    var random = RandomBytes(seed: 3)
    var unnoticed = 0
    for _ in 0..<4000 {
      var text = Array(token.description)
      for _ in 0..<2 { text[2 + random.below(text.count - 2)] = letters[random.below(64)] }
      if let read = try? ReplayToken(String(text)), read != token { unnoticed += 1 }
    }
    #expect(unnoticed <= 2)
  }

  @Test(
    arguments: [
      ("", "\"\" is no replay token; tokens begin with r1"),
      ("hello", "\"hello\" is no replay token; tokens begin with r1"),
      ("r2AAAA", "this token is of another version of atoll; this one reads tokens that begin with r1"),
      ("r", "this token is of another version of atoll; this one reads tokens that begin with r1"),
      ("r1", "the replay token is damaged; copy it again, to its end"),
      ("r1!!!!", "the replay token is damaged; copy it again, to its end"),
      ("r1AAAA", "the replay token is damaged; copy it again, to its end"),
    ])
  func `what is no token says so`(text: String, message: String) {
    #expect(performing: { try ReplayToken(text) }, throws: { "\($0)" == message })
  }
}

extension Character {
  fileprivate var isWordLike: Bool { isASCII && (isLetter || isNumber) }
}
