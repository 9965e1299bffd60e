import Testing

@testable import AtollClassroom

struct CSVTests {
  @Test func `fields may hold commas, quotes and line ends`() throws {
    let fields = ["plain", "a,b", "say \"hi\"", "two\nlines", "", " spaces "]
    let rows = try CSV.parse(CSV.line(fields) + "\r\n" + CSV.line(["x"]) + "\n")
    #expect(rows.map(\.fields) == [fields, ["x"]])
    #expect(rows.map(\.line) == [1, 3])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `lines end in any way, and the last need not`(_ end: String) throws {
    let rows = try CSV.parse("\u{FEFF}a,b\(end)\(end)c,\"d\"")
    #expect(rows.map(\.fields) == [["a", "b"], ["c", "d"]])
  }

  @Test func `what is malformed is said with its line`() {
    #expect(throws: CSV.Malformed(line: 2, message: "a quoted field does not end: close it with \"")) {
      try CSV.parse("a\n\"b\nc")
    }
    #expect(throws: CSV.Malformed.self) { try CSV.parse("\"a\"b") }
  }

  @Test(arguments: ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "＝1"])
  func `no field of a stranger's is a formula`(_ text: String) {
    let first = CSV.neutral(text).first
    #expect(first == "'")
  }

  @Test func `ordinary text stays as it is`() {
    #expect(CSV.neutral("Ada Lovelace") == "Ada Lovelace")
    #expect(CSV.neutral("a\nb") == "a b")
  }
}
