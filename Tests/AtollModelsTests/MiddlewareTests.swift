import Atoll
import AtollExploration
import Testing

@testable import AtollLessons

struct MiddlewareTests {
  // MARK: - Calls

  private static let twice = "no call takes effect twice"
  private static let lost = "a call that is over has taken effect"

  @Test(arguments: [
    (["semantics": "at-least-once"], [twice: 4]), (["semantics": "at-most-once"], [lost: 4]),
    (["semantics": "forgetful"], [twice: 5]),
    (["semantics": "exactly-once", "disk": "effect-first"], [twice: 5]),
    (["semantics": "exactly-once", "disk": "record-first"], [lost: 6]), (["semantics": "exactly-once"], [:]),
  ])
  func `each semantics loses or doubles an effect as its definition says`(
    settings: [String: String], broken: [String: Int]
  ) throws {
    let report = try explored(Rpc.self, settings)
    #expect(report.end == .complete)
    let safety = report.violations.filter { [Self.twice, Self.lost].contains($0.key) }
    #expect(safety == broken)
  }

  @Test func `exactly-once keeps its effect through three crashes of either side`() throws {
    let report = try explored(
      Rpc.self, ["semantics": "exactly-once"], faults: FaultBounds(crashes: 3, recoveries: 3))
    #expect(report.end == .complete)
    #expect(Set(report.violations.keys).isDisjoint(with: [Self.twice, Self.lost]))
  }

  @Test func `without a crash every call of exactly-once is answered in every fair run`() throws {
    let report = try explored(Rpc.self, ["semantics": "exactly-once"], faults: FaultBounds())
    #expect(report.violations.isEmpty)
  }

  @Test func `a call is what its bytes say, and other bytes are no call`() {
    for call in [RpcProcedure.deposit(255), .put(0), .balance] {
      #expect(RpcProcedure(marshalled: call.marshalled) == call)
    }
    for bytes: [UInt8] in [[], [0], [1], [2], [3, 0], [4, 1], [1, 2, 3]] {
      #expect(RpcProcedure(marshalled: bytes) == nil)
    }
  }

  @Test func `every run of the sample is counted once by answer and once by effect`() throws {
    let table = RpcStudy.effects.answer(Settings(Rpc.settings), 7)
    for row in table.rows {
      let numbers = row.dropFirst().map { value -> Int in
        guard case .number(let number) = value else { return -1 }
        return Int(number)
      }
      #expect(numbers.prefix(3).reduce(0, +) == 200)
      #expect(numbers.suffix(3).reduce(0, +) == 200)
      // At-most-once and exactly-once do not double; exactly-once and at-least-once do not lose what they answer.
      if row[0] == "at-most-once" || row[0] == "exactly-once" { #expect(numbers[5] == 0) }
      if row[0] != "at-most-once" { #expect(numbers[3] == 0) }
    }
  }

  @Test func `under at-least-once the number of effects has the mean of the theory`() {
    let table = RpcStudy.doubling.answer(Settings(Rpc.settings), 11)
    #expect(table.rows.count == 8)
    for (place, row) in table.rows.enumerated() {
      let numbers = row.map { value -> Double in
        guard case .number(let number) = value else { return -1 }
        return number
      }
      #expect(numbers[3] == 100 / Double(100 - 10 * place))
      #expect((numbers[1] - numbers[3]).magnitude <= 4 * numbers[2])
    }
  }

  // MARK: - Locks

  @Test(arguments: [("off", true), ("writes", true), ("all", false)])
  func `fencing keeps every increment only if reading is seen, too`(fencing: String, isLost: Bool) throws {
    for faults in [FaultBounds(), FaultBounds(crashes: 1, recoveries: 1)] {
      let report = try explored(LockService.self, ["fencing": fencing], faults: faults)
      #expect(report.end == .complete)
      #expect((report.length("every confirmed increment is in the value") != nil) == isLost)
    }
  }

  // MARK: - Bytes

  @Test func `numbers in memory are those of the definition`() {
    for number in [0, 1, 300, 70_000, -1, -5, Int(Int32.max), Int(Int32.min)] {
      // Digits to the base of 256, of the number modulo 2 to the power of the machine's bits.
      var rest = number < 0 ? 4_294_967_296 + number : number
      var digits: [UInt8] = []
      for _ in 0..<4 {
        digits.append(UInt8(rest % 256))
        rest /= 256
      }
      #expect(MarshalMachine.little32.bytes(number) == digits)
      #expect(MarshalMachine.big32.bytes(number) == Array(digits.reversed()))
      for machine in MarshalMachine.allCases { #expect(machine.number(machine.bytes(number)[...]) == number) }
    }
  }

  @Test func `an agreed form is read as it was written, between all versions and machines that hold it`() {
    let records = [
      MarshalRecord(id: 300, name: "Zoë", town: "Ulm"), MarshalRecord(id: -1, name: "", town: ""),
      MarshalRecord(id: 127, name: "x", town: "yz"), MarshalRecord(id: 128, name: "€", town: "ë"),
    ]
    // Latin-1 has no €: who has only Latin-1 does not write it, and does not read it as something else.
    #expect(records.map { MarshalMachine.latin32.holds($0) } == [true, true, true, false])
    for format in [MarshalFormat.fixed, .tagged] {
      for sender in MarshalMachine.allCases {
        for receiver in MarshalMachine.allCases {
          for record in records {
            let bytes = format.encode(record, .v2, on: sender)
            #expect((bytes == nil) == !sender.holds(record))
            guard sender.holds(record) else { continue }
            let isHeld = receiver.holds(record)
            #expect(bytes.flatMap { format.decode($0, .v2, on: receiver) } == (isHeld ? record : nil))
            guard isHeld else { continue }
            let read = bytes.flatMap { MarshalFormat.tagged.decode($0, .v1, on: receiver) }
            if format == .tagged { #expect(read == MarshalRecord(id: record.id, name: record.name)) }
          }
        }
      }
    }
  }

  @Test func `bytes that are cut off are unreadable or a record without what was cut`() throws {
    let record = MarshalRecord(id: 300, name: "Zoë")
    for format in [MarshalFormat.memory, .fixed] {
      let bytes = try #require(format.encode(record, .v1, on: .big32))
      for count in 0..<bytes.count {
        #expect(format.decode(Array(bytes.prefix(count)), .v1, on: .big32) == nil)
      }
    }
    let bytes = try #require(MarshalFormat.tagged.encode(record, .v1, on: .big32))
    let whole = bytes.indices.filter {
      MarshalFormat.tagged.decode(Array(bytes.prefix($0)), .v1, on: .big32) != nil
    }
    #expect(whole == [0, 3])
  }

  // MARK: - Queues and names

  @Test(arguments: ["push", "pull"])
  func `only a queue on disk with late acknowledgements loses nothing`(delivery: String) throws {
    for (ack, persist) in [("after", "yes"), ("before", "yes"), ("after", "no")] {
      let report = try explored(Broker.self, ["delivery": delivery, "ack": ack, "persist": persist])
      #expect(report.end == .complete)
      let isSafe = report.length("an accepted order is done, or somebody still has it") == nil
      #expect(isSafe == (ack == "after" && persist == "yes"))
      #expect(report.length("no order is done twice") != nil)
    }
  }

  @Test(arguments: [
    ("refuse", true, true), ("forward", true, true), ("silent", true, false), ("keep", false, true),
  ])
  func `a counter that moves is one counter unless the old host keeps it`(
    farewell: String, isOne: Bool, isAnswered: Bool
  ) throws {
    let report = try explored(Naming.self, ["farewell": farewell, "timeout": "0"])
    #expect(report.end == .complete)
    #expect((report.violations["no two calls are answered the same value"] == nil) == isOne)
    #expect(report.violations["no call is counted twice"] == nil)
    #expect((report.violations["both calls are answered"] == nil) == isAnswered)
  }

  @Test(arguments: ["refuse", "forward", "silent"])
  func `a client that gives up has a call counted twice by one counter`(farewell: String) throws {
    let report = try explored(Naming.self, ["farewell": farewell])
    #expect(report.end == .complete)
    #expect(report.violations["no two calls are answered the same value"] == nil)
    #expect(report.violations["no call is counted twice"] != nil)
  }

  // MARK: - Promises

  @Test(arguments: [("home", "0", true, false), ("home", "200", false, true), ("near", "0", false, false)])
  func `only who waits for the home is never wrong, and only who does not wait for it is always answered`(
    reads: String, timeout: String, isOne: Bool, isAnswered: Bool
  ) throws {
    let report = try explored(Transparency.self, ["reads": reads, "timeout": timeout])
    #expect(report.end == .complete)
    #expect((report.violations["the answers are those of one object"] == nil) == isOne)
    #expect((report.violations["every call is answered, unless its proxy crashes"] == nil) == isAnswered)
  }

  // MARK: - Generals

  /// a may receive m / 2 messages and b (m + 1) / 2; a rule has one number more than that for each. The two that are not split
  /// are to attack at once, and to wait for more than there are, both of them.
  @Test func `every rule of the two generals fails, and all but two leave one of them alone`() {
    let table = TwoGenerals.studies[0].answer(Settings(TwoGenerals.settings), 1)
    #expect(table.rows.count == 9)
    for (messages, row) in table.rows.enumerated() {
      let rules = (messages / 2 + 2) * ((messages + 1) / 2 + 2)
      #expect(row == [.init(messages), .init(rules), .init(rules - 2), 1, 1, 0])
    }
  }

  @Test(arguments: [(1, 0, 1), (2, 1, 1), (3, 1, 2), (4, 2, 2), (5, 2, 3)])
  func `waiting for all messages leaves one general alone when the last is late`(
    messages: Int, a: Int, b: Int
  ) throws {
    let report = try explored(TwoGenerals.self, ["messages": "\(messages)", "a": "\(a)", "b": "\(b)"])
    #expect(report.end == .complete)
    // The order, the messages but the last, and two decisions.
    #expect(report.length("no general attacks alone") == 1 + messages - 1 + 2)
    #expect(report.length("both attack") == 1 + messages + 2)
  }
}
