import Atoll
import Testing

@testable import AtollExploration

struct ImpureHandlerTests {
  /// Answers votes in the order of a `Set`.
  private struct Careless: Node {
    typealias Message = Int
    var votes: Set<Int> = []

    mutating func start(_ context: inout Context) { context.broadcast(context.id.index) }

    mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {
      guard message < 100 else { return }
      votes.insert(message)
      guard votes.count == context.clusterSize - 1, context.id == NodeID(0) else { return }
      for vote in votes { context.send(100 + vote, to: NodeID(vote)) }
    }
  }

  private struct Careful: Node {
    typealias Message = Int
    typealias TimerName = String
    var votes = NodeSet()
    var names: Set<String> = []
    var counts: [String: Int] = [:]

    mutating func start(_ context: inout Context) { context.broadcast(context.id.index) }

    mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {
      guard message < 100 else { return }
      votes.insert(sender)
      names.insert("\(sender)")
      counts["\(sender)"] = message
      if context.choose(among: [true, false]) { context.setTimer("t", after: 3) }
      for vote in votes where context.id == NodeID(0) { context.send(100 + vote.index, to: vote) }
    }

    mutating func timeout(_ timer: String, _ context: inout Context) {}
  }

  /// The order of a `Set` differs from one storage to another: with eight elements two orders are hardly ever the same.
  @Test func `a handler that walks a Set is an error`() throws {
    let problem = ExplorationProblem(
      Cluster(count: 7) { _ in Careless() }, network: .duplicating, properties: [])
    let error = #expect(throws: ExplorationError.self) { try Explorer(problem).explore() }
    guard case .impureHandler(let handler)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(handler.node == "a")
    #expect(handler.event.hasPrefix("message "))
    #expect(handler.results.count == 2 && handler.results[0] != handler.results[1])
    #expect(handler.results.allSatisfy { $0.contains("send 10") })
    #expect(error?.advice.contains("NodeSet") == true)
  }

  @Test func `a mixed cluster is looked at too`() throws {
    let problem = ExplorationProblem(
      Cluster(count: 7) { _ in AnyNode<Int, Never, Never>(Careless()) }, network: .duplicating, properties: []
    )
    #expect(throws: ExplorationError.self) { try Explorer(problem).explore() }
  }

  @Test func `a handler that only looks things up in a Set is pure`() throws {
    let problem = ExplorationProblem(
      Cluster(count: 3) { _ in Careful() }, network: .duplicating, properties: [])
    #expect(try Explorer(problem).explore().end == .complete)
  }

  /// Counts its calls outside of its state.
  private struct Counting: Node {
    typealias TimerName = Int
    nonisolated(unsafe) static var calls = 0
    var value = 0

    mutating func start(_ context: inout Context) { context.setTimer(1, after: 1) }

    mutating func timeout(_ timer: Int, _ context: inout Context) {
      Counting.calls += 1
      value = Counting.calls
    }
  }

  @Test func `a handler that reads what is outside is an error with words`() throws {
    let problem = ExplorationProblem(Cluster(count: 1) { _ in Counting() }, properties: [])
    let error = #expect(throws: ExplorationError.self) { try Explorer(problem).explore() }
    let words = error.map { $0.description } ?? ""
    #expect(words.contains("node a does not always do the same: at timer 1, in state "), "\(words)")
    #expect(words.contains("value: 1") || words.contains("value=1"), "\(words)")
  }
}
