import Atoll
import Testing

struct ValueTextTests {
  private enum Plain { case idle, busy }
  private enum Payload {
    case one(Int)
    case labelled(key: String)
    case several(String, count: Int)
    case pair(NodeID, to: NodeID?)
    case nested(Point)
    indirect case deep(Payload)
  }
  private struct Point {
    var x = 1
    var y = 2
  }
  private struct Holder {
    var leader: NodeID? = NodeID(1)
    var votes: NodeSet = [NodeID(0), NodeID(1)]
    var log: [Point] = [Point()]
    var none: Int?
  }
  private struct Money: CustomStringConvertible {
    var cents = 250
    var description: String { "2.50" }
  }

  private let words = ValueText(names: ["client", "server"])

  @Test func `enums are written as in Swift`() {
    #expect(words.text(Plain.busy) == "busy")
    #expect(words.text(Payload.one(3)) == "one(3)")
    #expect(words.text(Payload.labelled(key: "k")) == "labelled(key: k)")
    #expect(words.text(Payload.several("s", count: 2)) == "several(s, count: 2)")
    #expect(words.text(Payload.nested(Point())) == "nested(Point(x: 1, y: 2))")
    #expect(words.text(Payload.deep(.deep(.one(1)))) == "deep(deep(one(1)))")
  }

  @Test func `nodes have the names of their cluster, also inside of other values`() {
    #expect(words.text(NodeID(1)) == "server")
    #expect(words.text(NodeID(7)) == "h")
    #expect(words.text(Payload.pair(NodeID(0), to: NodeID(1))) == "pair(client, to: server)")
    #expect(words.text(Payload.pair(NodeID(0), to: nil)) == "pair(client, to: none)")
    #expect(words.text([NodeID(1), NodeID(0)]) == "[server, client]")
    #expect(words.text([NodeID(1), NodeID(0)] as NodeSet) == "{client, server}")
    #expect(words.text([NodeID(1): 5, NodeID(0): 6] as NodeMap) == "[client: 6, server: 5]")
    #expect(words.text([NodeID(1): NodeID(0)]) == "[server: client]")
    #expect(words.text(LamportTimestamp(counter: 4, node: NodeID(1))) == "4@server")
    #expect(words.text((NodeID(1), note: "x")) == "(server, note: x)")
  }

  @Test func `structs, optionals and collections nest`() {
    #expect(
      words.text(Holder())
        == "Holder(leader: server, votes: {client, server}, log: [Point(x: 1, y: 2)], none: none)")
    #expect(words.text(Int??.some(.some(3)) as Any) == "3")
    #expect(words.text(Int?.none as Any) == "none")
    #expect(words.text([[1, 2], []]) == "[[1, 2], []]")
    #expect(words.text(["k": [1: "v"]]) == "[k: [1: v]]")
  }

  @Test func `a type that describes itself is taken at its word`() {
    #expect(words.text(Money()) == "2.50")
    #expect(words.text([Money(), Money()]) == "[2.50, 2.50]")
    #expect(words.text(VectorTimestamp([1, 0])) == "[1, 0]")
    #expect(words.text(1.5) == "1.5")
    #expect(words.text(true) == "true")
  }

  @Test func `sets and dictionaries are sorted by their text`() {
    for _ in 0..<20 {
      let letters = ["d", "a", "c", "b", "e"].shuffled()
      #expect(words.text(Set(letters)) == "{a, b, c, d, e}")
      let pairs = letters.map { ($0, Set([$0, "z"])) }
      #expect(
        words.text(Dictionary(uniqueKeysWithValues: pairs))
          == "[a: {a, z}, b: {b, z}, c: {c, z}, d: {d, z}, e: {e, z}]")
    }
  }

  @Test func `a node's state is given field by field`() {
    let fields = words.fields(Holder())
    #expect(fields.map(\.name) == ["leader", "votes", "log", "none"])
    #expect(fields.map(\.text) == ["server", "{client, server}", "[Point(x: 1, y: 2)]", "none"])
  }
}
