import Testing

@testable import Atoll

struct LatencyDistributionTests {
  private func sample(_ latency: LatencyDistribution, _ count: Int) -> [Int] {
    var random = RandomStream(seed: 11)
    return (0..<count).map { _ in latency.draw(&random) }
  }

  private func moments(_ sample: [Int]) -> (mean: Double, variance: Double) {
    let mean = Double(sample.reduce(0, +)) / Double(sample.count)
    let squares = sample.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, squares / Double(sample.count - 1))
  }

  @Test func `a fixed latency is always the same and draws nothing`() {
    var random = RandomStream(seed: 1)
    #expect(LatencyDistribution.fixed(7).draw(&random) == 7)
    #expect(random == RandomStream(seed: 1))
  }

  @Test func `a uniform latency has the mean and the variance of its range`() {
    let drawn = sample(.uniform(10...29), 20_000)
    let (mean, variance) = moments(drawn)
    #expect(Set(drawn) == Set(10...29))
    #expect(abs(mean - 19.5) < 0.3)
    #expect(abs(variance - 33.25) < 1)
  }

  /// Rounded down, an exponential time of mean `m` is geometric: with r = e^(-1/m), its mean is r/(1-r) and its
  /// variance r/(1-r)².
  @Test(arguments: [(1, 0.36788), (5, 0.81873), (20, 0.95123), (100, 0.99005)])
  func `an exponential latency has the mean and the variance of its distribution`(mean: Int, ratio: Double) {
    let (found, variance) = moments(sample(.exponential(minimum: 3, mean: mean), 40_000))
    let expected = ratio / (1 - ratio)
    #expect(abs(found - 3 - expected) < 0.04 * expected + 0.02)
    #expect(abs(variance - expected / (1 - ratio)) < 0.1 * expected / (1 - ratio))
  }

  @Test func `an exponential latency has no memory`() {
    let drawn = sample(.exponential(minimum: 0, mean: 50), 40_000)
    let late = drawn.filter { $0 >= 50 }
    // P(T ≥ 50) = 1/e, and P(T ≥ 100 | T ≥ 50) is the same.
    #expect(abs(Double(late.count) / 40_000 - 0.36788) < 0.015)
    #expect(abs(Double(late.filter { $0 >= 100 }.count) / Double(late.count) - 0.36788) < 0.025)
  }

  @Test(arguments: ["0", "5", "5...9", "7...7", "5+exp(20)", "0+exp(0)"])
  func `a latency is read as it is written`(text: String) {
    #expect(LatencyDistribution(text)?.description == text)
  }

  @Test(
    arguments: [
      "", "-1", "x", "5..9", "9...5", "-5...5", "5...", "...9", "5+exp(20", "5+exp()", "5+exp(-1)", "+exp(4)",
      "5.5", "+5", "5...+9", "5 ", "1000000001", "0...99999999999999999999", "9223372036854775807",
      "1+exp(9223372036854775807)",
    ])
  func `what is no latency is not read`(text: String) {
    #expect(LatencyDistribution(text) == nil)
  }
}
