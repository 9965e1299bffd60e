import Atoll

/// A deterministic machine with finitely many states, by its number: one side of a protocol for the register.
///
/// It begins in state 0. At each step it takes an input, its request or a tick of its clock; it goes to a state and says
/// something, or nothing. The writer's request is "write 1", and it can say "ok"; the reader's request is "read", and it
/// can say 0 or 1. The first word after the request is the answer.
///
/// What it sends to the other side, and what it would do with a message, is not there: in a network partition none
/// arrives. So each machine here stands for all protocols that do the same as long as nothing arrives.
public struct CapMachine: Hashable, Codable, Sendable {
  /// Which side of the register it is.
  public enum Side: String, Hashable, Codable, Sendable {
    /// It takes "write 1" and can say "ok".
    case writer
    /// It takes "read" and can say 0 or 1.
    case reader
  }

  /// What it takes in.
  enum Input: Int { case tick, request }

  let side: Side
  /// How many states it has.
  let states: Int
  /// Its number among the machines of its side with so many states.
  let number: Int

  /// The machine with a number; the numbers go round, so every number has its machine.
  init(_ side: Side, states: Int, number: Int) {
    self.side = side
    self.states = states
    self.number = number % Self.count(side, states: states)
  }

  /// How many things it can say: nothing is one of them.
  private static func words(_ side: Side) -> Int { side == .writer ? 2 : 3 }

  /// How many machines there are: a step for each state and input, each to any state with any word.
  static func count(_ side: Side, states: Int) -> Int {
    (0..<2 * states).reduce(1) { product, _ in product * states * words(side) }
  }

  /// All of them, one after another.
  static func all(_ side: Side, states: Int) -> some Sequence<CapMachine> {
    (0..<count(side, states: states)).lazy.map { CapMachine(side, states: states, number: $0) }
  }

  /// One step: the next state and what it says. The number's digits, to the base (states × words), are the steps.
  func step(_ state: Int, _ input: Input) -> (next: Int, word: Int) {
    let base = states * Self.words(side)
    var digits = number
    for _ in 0..<2 * state + input.rawValue { digits /= base }
    return ((digits % base) % states, (digits % base) / states)
  }

  /// A word, and how many ticks after the request it came.
  struct Answer: Hashable { let word, ticks: Int }

  /// What it answers when its request comes after some ticks and nothing else ever comes: none where it never answers.
  ///
  /// After the request it is asked for as many ticks as it has states. By then it has come back to a state in which it
  /// was before, so whoever is silent until then is silent for ever.
  func answer(afterTicks ticks: Int) -> Answer? {
    var state = 0
    for _ in 0..<ticks { state = step(state, .tick).next }
    for waited in 0...states {
      let (next, word) = step(state, waited == 0 ? .request : .tick)
      if word != 0 { return Answer(word: word, ticks: waited) }
      state = next
    }
    return nil
  }

  /// What a word is, for a client; none for silence.
  func reply(_ word: Int) -> RegisterReply? {
    word == 0 ? nil : side == .writer ? .ok : .value("\(word - 1)")
  }
}

extension CapMachine: CustomStringConvertible {
  /// Its steps: `0: write/ok→1 tick→0`.
  public var description: String {
    let request = side == .writer ? "write" : "read"
    return (0..<states).map { state in
      let parts = [(Input.request, request), (.tick, "tick")].map { input, name in
        let (next, word) = step(state, input)
        return "\(name)\(reply(word).map { "/\($0)" } ?? "")→\(next)"
      }
      return "\(state): \(parts.joined(separator: " "))"
    }.joined(separator: ", ")
  }
}
