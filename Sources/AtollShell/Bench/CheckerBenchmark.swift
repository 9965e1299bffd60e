import Atoll
import AtollConsistency
import AtollDiagrams
import AtollNotebook
import Foundation

/// How fast the linearizability checkers are: on the logs of etcd, where they are at hand, and on generated histories of
/// one register with ever more clients.
struct CheckerBenchmark {
  /// The numbers of clients.
  static let clients = [2, 4, 6, 8, 10, 12, 16, 24]
  /// Operations in a generated history.
  static let operations = 10_000
  /// How many steps a method may try before it has no answer.
  static let stepsMax = 3_000_000

  /// Measures everything; the medians of three.
  func run(isInterrupted: @escaping @Sendable () -> Bool) throws -> CheckerFigures {
    var figures = CheckerFigures()
    figures.etcd = try etcd()
    for count in Self.clients where !isInterrupted() {
      let history = RegisterLoad.history(operations: Self.operations, clients: count, seed: 1)
      var row = CheckerFigures.Row(clients: count)
      for method in LinearizabilityMethod.allCases where !isInterrupted() {
        row.seconds[method.rawValue] = try seconds(history, method, isInterrupted)
      }
      figures.rows.append(row)
    }
    return figures
  }

  /// The median of three; none where the method has no answer within its limit.
  private func seconds(
    _ history: History<ReadWriteRegister.Request, ReadWriteRegister.Reply>, _ method: LinearizabilityMethod,
    _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> Double? {
    var times: [Double] = []
    for _ in 0..<3 {
      var checked = CheckedHistory(history, ReadWriteRegister(initial: "0")) { "\($0)" }
      checked.isStopped = isInterrupted
      var answer: Bool?
      times.append(Stopwatch.seconds { answer = method.decide(checked, stepsMax: Self.stepsMax) })
      guard let answer else { return nil }
      guard answer else {
        throw CommandError("\(method.rawValue) is wrong: the history is linearizable by construction")
      }
    }
    return Stopwatch.median(times)
  }

  /// The time to decide all logs in the folder `etcd` of the folder that `ATOLL_DATA` names; none where it is not there.
  private func etcd() throws -> CheckerFigures.Logs? {
    guard let data = ProcessInfo.processInfo.environment["ATOLL_DATA"],
      let files = try? FileManager.default.contentsOfDirectory(atPath: "\(data)/etcd"),
      let specification = LogSpecification.all.first(where: { $0.name == "cas-register" })
    else { return nil }
    let logs = try files.filter { $0.hasSuffix(".log") }.sorted().map { file -> LoggedHistory in
      let text = try String(contentsOfFile: "\(data)/etcd/\(file)", encoding: .utf8)
      do {
        return try specification.history(OperationLog(text))
      } catch {
        throw CommandError("\(file): \(error)")
      }
    }
    let times = (0..<5).map { _ in
      logs.reduce(0.0) { $0 + CheckReport($1, .linearizable) { Stopwatch.seconds($0) }.seconds }
    }
    return .init(count: logs.count, seconds: Stopwatch.median(times))
  }
}

/// Linearizable histories of one register, by construction: each operation takes effect at some moment while it is open,
/// and all clients are busy all the time.
private enum RegisterLoad {
  static func history(operations: Int, clients: Int, seed: UInt64) -> History<
    ReadWriteRegister.Request, ReadWriteRegister.Reply
  > {
    typealias Entry = History<ReadWriteRegister.Request, ReadWriteRegister.Reply>.Entry
    var stream = RandomStream(seed: seed)
    let register = ReadWriteRegister(initial: "0")
    var state = register.initial
    var entries: [Entry] = []
    /// For each client, its open operation, and the answer once it has taken effect.
    var open: [(place: Int, reply: ReadWriteRegister.Reply?)?] = Array(repeating: nil, count: clients)
    var moment = 0
    while entries.count < operations || open.contains(where: { $0 != nil }) {
      moment += 1
      let client = stream.below(clients)
      guard let current = open[client] else {
        guard entries.count < operations else { continue }
        let request: ReadWriteRegister.Request =
          stream.below(2) == 0 ? .read : .write("\(entries.count + 1)")
        open[client] = (entries.count, nil)
        entries.append(
          Entry(
            number: entries.count + 1, client: "\(client)", request: request, reply: nil, invoked: moment,
            returned: nil))
        continue
      }
      if let reply = current.reply {
        (entries[current.place].reply, entries[current.place].returned) = (reply, moment)
        open[client] = nil
      } else {
        open[client] = (current.place, register.perform(entries[current.place].request, on: &state))
      }
    }
    return History(entries)
  }
}

/// What deciding took.
struct CheckerFigures: Encodable {
  /// The logs of etcd.
  struct Logs: Encodable {
    let count: Int
    let seconds: Double
  }

  /// A generated history.
  struct Row: Encodable {
    let clients: Int
    /// By method; one without an answer is not there.
    var seconds: [String: Double] = [:]

    func seconds(_ method: LinearizabilityMethod) -> Double? { seconds[method.rawValue] }

    /// How much longer Wing–Gong–Lowe takes than configuration sets.
    var ratio: Double? {
      guard let sets = seconds(.configurationSets), let orders = seconds(.orders) else { return nil }
      return orders / sets
    }
  }

  let name = "linearizability"
  var etcd: Logs?
  var rows: [Row] = []

  var lines: [String] {
    let logs =
      etcd.map { String(format: "%d logs of etcd decided in %.3f s, median of 5", $0.count, $0.seconds) }
      ?? "no logs of etcd: ATOLL_DATA does not name a folder with them"
    let head =
      "one register, \(CheckerBenchmark.operations) operations, values written once; seconds, median of 3; -: no answer in "
      + "\(CheckerBenchmark.stepsMax) steps"
    let table = rows.map { row in
      let times = LinearizabilityMethod.allCases.map { method in
        method.rawValue + " " + (row.seconds(method).map { String(format: "%.4f", $0) } ?? "-")
      }
      let ratio = row.ratio.map { String(format: "; Wing-Gong-Lowe against sets %.1f", $0) } ?? ""
      return "  \(row.clients) clients: " + times.joined(separator: ", ") + ratio
    }
    return ["linearizability: \(logs)", head] + table
  }

  /// The cost over the number of clients.
  var plot: Plot {
    Plot(
      xName: "clients", yName: "deciding (ms)",
      LinearizabilityMethod.allCases.map { method in
        .init(
          method.rawValue,
          rows.compactMap { row in
            row.seconds(method).map { .init(x: Double(row.clients), y: $0 * 1000) }
          })
      }, yScale: .logarithmic)
  }
}
