import Atoll
import Testing

@testable import AtollExploration

/// Stateright's ping-pong, whose counts its own tests hold: 14 and 4,094 states on a lossy duplicating network with
/// `max_nat` 1 and 5, and 11 on a lossless one.
///
/// `max_nat` is a boundary there: a state beyond it is not counted, so the message that leads to it is never
/// received. Here a node ignores that message, which comes to the same as long as receiving changes nothing: on a
/// duplicating network. On one where each message arrives once there is one configuration more, after the last
/// message was received and ignored.
///
/// Not comparable are Stateright's registers and Paxos (93, 544 and 16,668 states): the history of operations is part of
/// their state, and a delivery without effect leaves its message in the network, where ours takes it out.
struct PingPongTests {
  private enum Message: Hashable, Codable {
    case ping(Int), pong(Int)
  }

  private struct Player: Node {
    typealias Message = PingPongTests.Message
    let last: Int
    var count = 0

    mutating func start(_ context: inout Context) {
      if context.id == NodeID(0) { context.send(.ping(0), to: NodeID(1)) }
    }

    mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
      guard count < last else { return }
      switch message {
      case .ping(count): context.send(.pong(count), to: sender)
      case .pong(count): context.send(.ping(count + 1), to: sender)
      default: return
      }
      count += 1
    }
  }

  private static func report(_ last: Int, _ network: NetworkSemantics, lossy: Bool) throws
    -> ExplorationReport
  {
    let problem = ExplorationProblem(
      Cluster(count: 2) { _ in Player(last: last) }, network: network,
      faults: FaultBounds(drops: lossy ? .max : 0),
      properties: [
        .always("they differ by one at most") { abs($0.nodes[0].count - $0.nodes[1].count) <= 1 },
        .sometimes("both come to the end", everyNode: { $0.count == last }),
        .sometimes("one goes beyond", someNode: { $0.count > last }),
      ])
    return try Explorer(problem).explore()
  }

  @Test func `ping-pong has as many states as Stateright says`() throws {
    #expect(try Self.report(1, .duplicating, lossy: true).states == 14)
    #expect(try Self.report(5, .duplicating, lossy: true).states == 4094)
    #expect(try Self.report(5, .duplicating, lossy: false).states == 11)
    #expect(try Self.report(5, .unordered, lossy: false).states == 11 + 1)
    #expect(try Self.report(5, .ordered, lossy: false).states == 11 + 1)
  }

  @Test
  func `a sometimes-property that no configuration shows is violated where the exploration is complete`()
    throws
  {
    let report = try Self.report(3, .duplicating, lossy: false)
    #expect(report.properties.map { $0.isViolated(report.end) } == [false, false, true])
    #expect(report.properties.map { $0.example?.length } == [nil, 6, nil])
    #expect(!report.properties[2].isViolated(.states))
  }
}
