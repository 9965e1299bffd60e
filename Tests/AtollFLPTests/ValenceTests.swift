import Atoll
import Testing

@testable import AtollExploration
@testable import AtollLessons

/// Valence maps against a naive recomputation, and what they say of the protocols.
@Suite struct ValenceTests {
  static func adopt() throws -> (RoundGraph<Adopt>, LassoSearch<Adopt>, [Cluster<Adopt>]) {
    let inputs = (0..<8).map { number in [number >> 2 & 1, number >> 1 & 1, number & 1] }
    let clusters = inputs.map { Adopt.quotient(inputs: $0).cluster }
    let graph = try RoundGraph(Adopt.quotient(inputs: inputs[0]), from: clusters)
    let property = clusters[0].consensusProblem(inputs: inputs[0])
    let search = LassoSearch(graph, from: clusters, decision: try #require(property.decision))
    return (graph, search, clusters)
  }

  @Test func `adopt has 202 configurations modulo a shift, 42 of them bivalent, none critical`() throws {
    let (graph, search, _) = try Self.adopt()
    #expect(graph.rows.count == 202)
    #expect(search.map.counts.bivalent == 42)
    #expect(search.map.counts.univalent.values.sorted() == [80, 80])
    #expect(search.map.counts.none == 0)
    #expect(search.map.critical.isEmpty)
    let first = graph.initial.map { search.map[$0] }
    #expect(first[1...6].allSatisfy { $0 == .bivalent })
    #expect(first[0] != .bivalent && first[7] != .bivalent && first[0] != first[7])
  }

  @Test func `after a crash adopt can be where no decision is reached, and never blocks`() throws {
    let (_, _, clusters) = try Self.adopt()
    let graph = try RoundGraph(Adopt.quotient(inputs: [0, 0, 0]), from: clusters, withCrash: true)
    let decision = try #require(clusters[0].consensusProblem(inputs: [0, 1]).decision)
    let map = LassoSearch(graph, from: clusters, decision: decision).map
    #expect(map.counts.none > 0)
    #expect(graph.edges.allSatisfy { !$0.isEmpty })
    #expect(graph.rows.count { $0.down < 0 } == 202)
  }

  @Test func `backward propagation finds what a forward search from every configuration finds`() throws {
    let (graph, search, _) = try Self.adopt()
    for place in graph.rows.indices {
      var found: UInt64 = 0
      var seen: Set<Int> = [place]
      var waiting = [place]
      while let here = waiting.popLast() {
        for state in graph.rows[here].nodes {
          guard let decision = graph.states[state].decision else { continue }
          found |= 1 << UInt64(search.decisions.firstIndex(of: "\(decision)") ?? 63)
        }
        for edge in graph.edges[here] where seen.insert(Int(edge.target)).inserted {
          waiting.append(Int(edge.target))
        }
      }
      #expect(search.map.masks[place] == found)
    }
  }

  @Test(arguments: ["wait-for-all", "coordinator", "first-come"], ["000", "011", "101"])
  func `a forward search from every configuration agrees on the finite protocols`(
    _ name: String, _ inputs: String
  ) throws {
    func check<P: Explorable>(_ problem: P) throws {
      let graph = ConfigurationGraph(problem.problem, statesMax: 10_000)
      let decision = try #require(problem.problem.decision)
      func made(_ place: Int) -> UInt64 {
        (0..<3).reduce(into: 0) { mask, node in
          if let value = decision(graph.state(node, at: place)) { mask |= "\(value.value)" == "0" ? 1 : 2 }
        }
      }
      let map = ValenceMap(made: graph.rows.indices.map(made), successors: graph.successors)
      for start in graph.rows.indices {
        var found: UInt64 = 0
        var seen: Set<Int32> = [Int32(start)]
        var waiting = [Int32(start)]
        while let here = waiting.popLast() {
          found |= made(Int(here))
          for next in graph.successors[Int(here)] where seen.insert(next).inserted { waiting.append(next) }
        }
        #expect(map.masks[start] == found)
      }
    }
    try check(try ProtocolTests.problem(name, inputs: inputs))
  }

  @Test(arguments: ["wait-for-all", "coordinator"])
  func `without a bivalent beginning a crash of the process in which neighbours differ blocks`(
    _ name: String
  ) throws {
    let reports = try ["000", "001", "011", "111"].map { inputs in
      try #require(
        Exploration.valence(try ProtocolTests.problem(name, inputs: inputs), statesMax: 10_000))
    }
    #expect(reports.map(\.initial) == [.univalent("0"), .univalent("0"), .univalent("0"), .univalent("1")])
    #expect(reports[2].blockingCrashes.contains(0))
    #expect(reports[3].blockingCrashes.contains(0))
  }

  @Test(arguments: ["001", "010", "011", "100", "101", "110"])
  func `majority vote begins bivalent with different inputs`(_ inputs: String) throws {
    let problem = try ProtocolTests.problem("majority-vote", inputs: inputs)
    let report = try #require(Exploration.valence(problem, statesMax: 50_000))
    #expect(report.initial == .bivalent)
    #expect(report.counts[.bivalent] == 704)
    #expect(report.counts[ValenceReport.Valence.none] == 516)
    #expect(report.criticalCount == 9)
  }

  @Test func `edges turned round twice are the same edges`() {
    var edges = EdgeLists()
    for list in [[1, 2], [2], [0, 3], []] as [[Int32]] { edges.append(list) }
    let twice = edges.reversed.reversed
    for place in 0..<4 { #expect(Array(twice[place]) == Array(edges[place])) }
    #expect(!edges.isAcyclic)
  }
}
