import Atoll
import Testing

@testable import AtollConsistency

/// Logs that are damaged in any way: an error with a line, or a history, and never a crash.
@Suite struct LogTests {
  private static let samples = [
    "INFO  jepsen.util - 0\t:invoke\t:cas\t[1 2]\nINFO jepsen.util - 0 :fail :cas [1 2]\n",
    "{:process 1, :type :invoke, :f :get, :key \"x\", :value nil}\n{:process 1, :type :ok, :f :get, :key \"x\", :value \"a\"}\n",
    "{\"process\": 1, \"type\": \"invoke\", \"f\": \"txn\", \"value\": [[\"r\", \"x\", [1, 2]], [\"append\", \"x\", \"\\u00e9\"]]}\n",
  ]

  @Test(arguments: 0..<3) func `damaged logs are refused or read, and do not crash`(sample: Int) {
    var stream = RandomStream(seed: UInt64(sample))
    let signs = Array("{}[]()\":,\\ \n\t#;x0-é\u{0}".unicodeScalars)
    var refused = 0
    for _ in 0..<3000 {
      var text = Array(Self.samples[sample].unicodeScalars)
      for _ in 0...stream.below(3) {
        let place = stream.below(text.count)
        switch stream.below(3) {
        case 0: text.remove(at: place)
        case 1: text.insert(signs[stream.below(signs.count)], at: place)
        default: text[place] = signs[stream.below(signs.count)]
        }
      }
      var damaged = String.UnicodeScalarView()
      damaged.append(contentsOf: text)
      do throws(LogError) {
        let log = try OperationLog(String(damaged))
        for specification in LogSpecification.all {
          do throws(LogError) {
            let history = try specification.history(log)
            _ = LevelReport(history.checked())
          } catch {
            #expect(error.line != nil)
          }
        }
        _ = try TransactionLog.transactions(log)
      } catch {
        refused += 1
      }
    }
    #expect(refused > 100)
  }

  @Test func `values of EDN and JSON are read`() throws {
    var edn = ValueScanner("{:a [1 nil, \"x\\\"y\"] :b #{2}, c {:d -3}}", .edn)
    #expect(
      try edn.value()
        == .map([
          "a": .list([.integer(1), .nothing, .text("x\"y")]), "b": .list([.integer(2)]),
          "c": .map(["d": .integer(-3)]),
        ]))
    var json = ValueScanner(#"{"a": [1, null, "\ud83d\ude00\n"], "b": true, "c": 1.5}"#, .json)
    #expect(
      try json.value()
        == .map(["a": .list([.integer(1), .nothing, .text("😀\n")]), "b": .word("true"), "c": .word("1.5")]))
    for wrong in [
      #"{"a" 1}"#, #"[1 2]"#, #""\ud83d""#, #"{"a":1,"a":2}"#, "nul", String(repeating: "[", count: 99),
    ] {
      var scanner = ValueScanner(wrong[...], .json)
      #expect(throws: ValueScanner.Problem.self, "\(wrong)") { try scanner.value() }
    }
  }
}
