import Atoll
import Testing

@testable import AtollLessons

/// The lesson flp: detectors, ballots, and the worst scheduler of Ben-Or's protocol.
@Suite struct FailureDetectorTests {
  private func detectors(timeout: Int, growth: Int = 0, _ link: LatencyDistribution, seed: UInt64)
    -> Simulation<FLPDetectorNode>
  {
    Simulation(
      FLPDetector.cluster(timeout: timeout, growth: growth, period: 10, link: link), seed: seed,
      isTracing: false)
  }

  /// Two heartbeats are sent 10 ticks apart and arrive at most 10 + 15 − 5 apart; the first is sent by tick 10.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a time-out above period and delay never suspects who is up, and always who is down`(_ seed: UInt64) {
    var run = detectors(timeout: 26, .uniform(5...15), seed: seed)
    run.run(until: 2000)
    #expect(run.nodes.allSatisfy { $0.takenBack == 0 && $0.suspects.isEmpty })
    run.crash(NodeID(1))
    run.run(until: 2000 + 15 + 26)
    #expect(run.nodes[0].suspects == [NodeID(1)] && run.nodes[2].suspects == [NodeID(1)])
  }

  /// Messages take 60 ticks at most in the end: each mistake adds 5 ticks, so no pair makes more than (70 − 12) / 5 + 1.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `patience that grows makes finitely many mistakes, whatever the bound`(_ seed: UInt64) {
    var run = detectors(timeout: 12, growth: 5, .uniform(1...60), seed: seed)
    run.run(until: 6_000)
    let mistakes = run.nodes.map(\.takenBack)
    #expect(mistakes.allSatisfy { (1...24).contains($0) })
    run.run(until: 12_000)
    #expect(run.nodes.allSatisfy { $0.patience.allSatisfy { $0 <= 12 + 5 * 12 } })
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func `ballots agree whatever the delays, and decide once messages are quick`(_ seed: UInt64) {
    let inputs = [0, 1, 1]
    let cluster = Cluster(inputs: inputs) {
      FLPBallots(input: $0, patience: 10, growth: 0, ballots: 10_000)
    }
    var run = Simulation(cluster, seed: seed, isTracing: false)
    run.setLinks(Link(latency: .uniform(1...80)))
    run.run(until: 500)
    let findings = consensusFindings(run, inputs: inputs)
    #expect(findings[0].answer == .yes && findings[1].answer == .yes)
    if seed % 3 == 0 { run.crash(NodeID(Int(seed) % 2)) }
    run.setLinks(Link(latency: .uniform(0...1)))
    run.run(until: 2000)
    #expect(consensusFindings(run, inputs: inputs).allSatisfy { $0.answer == .yes })
  }

  /// Without merging what renaming makes equal, without leaving out late messages, with rules of its own.
  @Test(arguments: [([0, 1, 1], 1), ([0, 1, 1], 2), ([0, 0, 0], 1), ([1, 0, 1], 2)])
  func `the worst scheduler's chances are those of a plain search`(_ inputs: [Int], _ rounds: Int) {
    var worst = FLPWorstCase(roundsMax: 4)
    var plain = PlainGame(rounds: rounds)
    let start = inputs.map { PlainGame.Player(estimate: $0) }
    let sent = Set(inputs.enumerated().map { PlainGame.Word(sender: $0, phase: 2, value: $1) })
    #expect(worst.undecided(inputs: inputs, rounds: rounds) == plain.value(start, sent))
  }

  @Test func `against the worst scheduler 7/8 stay undecided for two rounds, and fewer for each more`() {
    var worst = FLPWorstCase(roundsMax: 6)
    let values = (1...6).map { worst.undecided(inputs: [0, 1, 1], rounds: $0) }
    #expect(values[..<3] == [1, 0.875, 0.8125])
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
  }
}

/// Ben-Or's protocol as a game against chance, written down anew.
private struct PlainGame {
  struct Player: Hashable {
    var phase = 2
    var estimate: Int
    var proposal: Int?
  }
  struct Word: Hashable {
    var sender: Int
    var phase: Int
    var value: Int?
  }
  private struct Position: Hashable {
    var players: [Player]
    var sent: Set<Word>
  }

  let rounds: Int
  private var known: [Position: Double] = [:]

  init(rounds: Int) { self.rounds = rounds }

  mutating func value(_ players: [Player], _ sent: Set<Word>) -> Double {
    if players.filter({ $0.phase / 2 > rounds }).count >= 2 { return 1 }
    let position = Position(players: players, sent: sent)
    if let value = known[position] { return value }
    var best = 0.0
    for word in sent {
      for (place, player) in players.enumerated() where word.sender != place && word.phase == player.phase {
        best = max(best, hear(word.value, place, players, sent))
      }
    }
    known[position] = best
    return best
  }

  private mutating func hear(_ value: Int?, _ place: Int, _ players: [Player], _ sent: Set<Word>) -> Double {
    let player = players[place]
    if player.phase % 2 == 0 {
      let proposal = value == player.estimate ? value : nil
      let next = Player(phase: player.phase + 1, estimate: player.estimate, proposal: proposal)
      return go(next, saying: proposal, place, players, sent)
    }
    if player.proposal != nil, player.proposal == value { return 0 }
    let estimates = (player.proposal ?? value).map { [$0] } ?? [0, 1]
    let values = estimates.map { estimate in
      go(
        Player(phase: player.phase + 1, estimate: estimate), saying: estimate, place, players, sent)
    }
    return values.reduce(0, +) / Double(values.count)
  }

  private mutating func go(
    _ player: Player, saying word: Int?, _ place: Int, _ players: [Player], _ sent: Set<Word>
  ) -> Double {
    var (players, sent) = (players, sent)
    players[place] = player
    sent.insert(Word(sender: place, phase: player.phase, value: word))
    return value(players, sent)
  }
}
