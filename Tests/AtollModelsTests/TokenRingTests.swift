import Atoll
import AtollExploration
import AtollLessons
import Testing

struct TokenRingTests {
  private static let exclusion = "at most one node is in the critical section"

  /// With one token each node is idle or waiting, and the token is on its way to one of n, or one of n is inside.
  @Test(arguments: [2, 3, 4, 8, 12])
  func `with one token there are n·2ⁿ + n·2ⁿ⁻¹ configurations`(nodes: Int) throws {
    let report = try explored(TokenRing.self, ["nodes": "\(nodes)"])
    #expect(report.end == .complete)
    #expect(report.states == nodes << nodes + nodes << (nodes - 1))
    #expect(report.violations.isEmpty)
  }

  @Test(arguments: [2, 3, 4, 5])
  func `a second token breaks mutual exclusion, as a plain search says`(nodes: Int) throws {
    let report = try explored(TokenRing.self, ["nodes": "\(nodes)", "bug": "two-tokens"])
    let plain = PlainRing.search(nodes)
    #expect(report.end == .complete)
    #expect(report.states == plain.states)
    #expect(report.transitions == plain.transitions)
    #expect(report.violations == [Self.exclusion: plain.violation])
  }
}

/// The ring with the mistake, written down anew without nodes or messages, and searched with a `Set`.
private struct PlainRing: Hashable {
  enum Phase { case idle, waiting, critical }
  var phases: [Phase]
  /// How many tokens are on their way to each node.
  var tokens: [Int]
  var mayReplace = true

  static func search(_ count: Int) -> (states: Int, transitions: Int, violation: Int?) {
    var start = PlainRing(
      phases: Array(repeating: .idle, count: count), tokens: Array(repeating: 0, count: count))
    start.tokens[1] = 1
    var (seen, level, depth, transitions) = (Set([start]), [start], 0, 0)
    var violation: Int?
    while !level.isEmpty {
      if violation == nil, level.contains(where: { $0.phases.count { $0 == .critical } > 1 }) {
        violation = depth
      }
      let successors = level.flatMap(\.successors)
      transitions += successors.count
      level = successors.filter { seen.insert($0).inserted }
      depth += 1
    }
    return (seen.count, transitions, violation)
  }

  private var successors: [PlainRing] {
    var found: [PlainRing] = []
    func add(_ change: (inout PlainRing) -> Void) {
      var copy = self
      change(&copy)
      found.append(copy)
    }
    for (node, phase) in phases.enumerated() {
      let after = (node + 1) % phases.count
      if phase == .idle { add { $0.phases[node] = .waiting } }
      if phase == .critical {
        add {
          $0.phases[node] = .idle
          $0.tokens[after] += 1
        }
      }
      if tokens[node] > 0 {
        add {
          $0.tokens[node] -= 1
          if phase == .waiting { $0.phases[node] = .critical } else { $0.tokens[after] += 1 }
        }
      }
    }
    if mayReplace {
      add {
        $0.mayReplace = false
        $0.tokens[1] += 1
      }
    }
    return found
  }
}

/// Whether who waits gets in.
struct TokenRingProgressTests {
  private static let progress = "a node that waits gets into the critical section"

  @Test(arguments: [2, 3, 5])
  func `who waits gets in, unless the token is lost or somebody keeps it`(nodes: Int) throws {
    let settings = ["nodes": "\(nodes)", "question": "progress"]
    #expect(try explored(TokenRing.self, settings).violations.isEmpty)
    let lost = try explored(TokenRing.self, settings, faults: FaultBounds(drops: 1))
    // The token is lost, and every node's wish comes.
    #expect(lost.violations == [Self.progress: 1 + nodes])
    let crashed = try explored(TokenRing.self, settings, faults: FaultBounds(crashes: 1))
    #expect(crashed.violations == [Self.progress: nodes])
  }

  @Test func `a greedy node starves the others, and nobody else notices`() throws {
    let report = try explored(TokenRing.self, ["nodes": "3", "question": "progress", "bug": "greedy"])
    #expect(Array(report.violations.keys) == [Self.progress])
    let result = try #require(report.properties.last)
    // It wants, receives its own token, and leaves.
    #expect(result.liveness?.loop?.length == 3)
    let loop = try #require(result.example?.trace.events.drop { $0.kind != .loop })
    #expect(loop.dropFirst().allSatisfy { $0.node == NodeID(0) })
  }
}
