import Atoll
import Testing

@testable import AtollLessons

/// The queueing models against the formulas: the mean of independent runs lies within 3.5 standard errors of the theory.
///
/// Were the models right and the runs fair samples, that would fail in one of about 2,000 comparisons for normally
/// distributed means, a little more often for the few runs here; the seeds are fixed, so it fails for all or for none.
@Suite struct QueueingTests {
  /// The mean over seeds of what a run comes to.
  private func estimate(
    _ settings: Settings, runs: UInt64 = 10, warmUp: Int = 1500, _ result: (ServiceMeasures) -> Double
  ) -> Estimate {
    let cluster = Load.cluster(settings)
    return Estimate((1...runs).map { result(cluster.runToTheEnd(seed: $0).measures(warmUp: warmUp)) })
  }

  private func expect(_ estimate: Estimate, near theory: Double, _ what: String) {
    let distance = (estimate.mean - theory).magnitude
    #expect(
      distance < 3.5 * estimate.error && estimate.error < 0.1 * theory,
      "\(what): \(estimate.mean) ± \(estimate.error), theory \(theory)")
  }

  private let open = Settings(Load.settings).with("requests", 8000)

  @Test(arguments: [20, 50, 70, 80])
  func `one worker's mean response time is that of M/M/1`(load: Int) throws {
    let theory = try #require(
      QueueingTheory.mm1(arrivals: Double(load) / 100 / 1000, services: 1.0 / 1000))
    #expect(
      theory == 1000 / (1 - Double(load) / 100) || (theory * (1 - Double(load) / 100) - 1000).magnitude < 1e-6
    )
    expect(estimate(open.with("load", load)) { $0.mean }, near: theory, "load \(load)")
  }

  @Test func `one worker's 99th percentile is that of an exponential distribution`() throws {
    let theory = try #require(QueueingTheory.mm1P99(arrivals: 0.0005, services: 0.001))
    expect(estimate(open.with("load", 50)) { $0.p99 }, near: theory, "p99 at 50 %")
  }

  @Test(arguments: [(2, 60), (4, 80), (8, 70)])
  func `several workers' mean response time is that of M/M/c`(workers: Int, load: Int) throws {
    let rate = Double(load) / 100 * Double(workers) / 1000
    let theory = try #require(QueueingTheory.mmc(arrivals: rate, services: 0.001, workers: workers))
    let settings = open.with("workers", workers).with("load", load).with("requests", 10_000)
    expect(estimate(settings) { $0.mean }, near: theory, "\(workers) workers")
  }

  @Test func `Erlang's C formula gives the published values`() {
    // One worker waits as often as it is busy; two workers: 2ρ² / (1 + ρ). Ten at 8 erlangs: 0.409.
    #expect((QueueingTheory.erlangC(arrivals: 0.7, services: 1, workers: 1) - 0.7).magnitude < 1e-12)
    #expect(
      (QueueingTheory.erlangC(arrivals: 1.2, services: 1, workers: 2) - 2 * 0.36 / 1.6).magnitude < 1e-12)
    #expect((QueueingTheory.erlangC(arrivals: 8, services: 1, workers: 10) - 0.40918).magnitude < 1e-4)
  }

  @Test(arguments: [2, 5, 12])
  func `a closed system has the throughput of mean value analysis`(users: Int) {
    let settings = open.with("arrivals", "closed").with("users", users)
    let theory = QueueingTheory.closed(users: users, think: 4000, service: 1000)
    expect(estimate(settings) { $0.throughput }, near: 1000 * theory.throughput, "\(users) users")
    expect(estimate(settings) { $0.mean }, near: theory.response, "response time of \(users) users")
  }

  @Test func `mean value analysis agrees with the machine-repairman formula`() {
    // With N users and one server the probability of an idle server is 1 / Σ N!/(N-k)! (S/Z)^k.
    for users in 1...15 {
      var (sum, term) = (1.0, 1.0)
      for k in 0..<users {
        term *= Double(users - k) * 1000 / 4000
        sum += term
      }
      let throughput = (1 - 1 / sum) / 1000
      let closed = QueueingTheory.closed(users: users, think: 4000, service: 1000)
      #expect((closed.throughput - throughput).magnitude < 1e-12)
    }
  }

  @Test(arguments: ["open", "closed"])
  func `Little's law holds exactly from empty to empty`(arrivals: String) throws {
    for seed: UInt64 in 1...5 {
      let run = Load.cluster(open.with("arrivals", arrivals).with("workers", 2)).runToTheEnd(seed: seed)
      let server = try #require(run.nodes[1].station)
      let times = run.measures().times.reduce(0, +)
      // L·T, counted at the server tick by tick, and the sum of all stays, counted at the clients.
      #expect(server.area == times)
      #expect(ServiceFindings.little(run, server).answer == .yes)
    }
  }

  @Test func `a hundred thousand requests run without a trace`() {
    let run = Load.cluster(open.with("requests", 100_000)).runToTheEnd(seed: 1)
    #expect(run.measures().answered == 100_000)
    #expect(run.trace.events.isEmpty)
  }

  @Test(arguments: [1, 2, 3])
  func `machines in a row have the response time of Pollaczek and Khinchine`(tiers: Int) {
    let load = 0.25
    let settings = Settings(Tiers.settings).with("tiers", tiers).with("load", 25).with("requests", 6000)
      .with("timeout", 0)
    let parts = [[3], [1, 2], [1, 1, 1]][tiers - 1]
    let theory = parts.reduce(Double(2 * 500 * tiers)) {
      $0 + QueueingTheory.mek1(stages: $1, stage: 1000, arrivals: load / 1000)
    }
    let cluster = Tiers.cluster(settings)
    let result = Estimate((1...10).map { cluster.runToTheEnd(seed: $0).measures(warmUp: 1000).mean })
    expect(result, near: theory, "\(tiers) tiers")
  }

  @Test func `a random balancer is as many M M 1 as there are servers, and least busy is nearly M M c`()
    throws
  {
    let settings = Settings(Balancing.settings).with("servers", 5).with("load", 70).with("requests", 8000)
      .with("hop", 0)
    func mean(_ policy: String) -> Estimate {
      let cluster = Balancing.cluster(settings.with("policy", policy))
      return Estimate((1...10).map { cluster.runToTheEnd(seed: $0).measures(warmUp: 2000).mean })
    }
    // The interval between arrivals is a whole number of ticks: 285 here, so the load is 1000 / (5 · 285).
    let rate = 1.0 / 285
    let random = try #require(QueueingTheory.mm1(arrivals: rate / 5, services: 0.001))
    let best = try #require(QueueingTheory.mmc(arrivals: rate, services: 0.001, workers: 5))
    expect(mean("random"), near: random, "random")
    let least = mean("least").mean
    let two = mean("two").mean
    #expect(least > best && least < two && two < mean("robin").mean && mean("robin").mean < random)
  }
}
