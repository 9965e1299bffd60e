import Atoll

/// A seeded source of choices for the tests.
struct RandomBytes {
  private var stream: RandomStream

  init(seed: UInt64) { stream = RandomStream(seed: seed) }

  mutating func below(_ bound: Int) -> Int { stream.below(bound) }

  mutating func pick<T>(_ choices: [T]) -> T { choices[stream.below(choices.count)] }
}
