/// What can be known of an object from what its clients have seen so far: every way in which it may have come about.
///
/// A *way* is a state of the object together with which of the pending operations have already taken effect, and what
/// they will therefore answer. Operations take effect just in time: only when an answer asks for it. So equal
/// knowledge is an equal value as a rule, and what can follow depends on the value only.
struct LinearizationKnowledge<S: SequentialSpecification>: Hashable, Sendable {
  struct Way: Hashable, Sendable {
    var state: S.State
    /// The answers of the pending operations that have taken effect, by operation.
    var answers: [RequestID: S.Reply] = [:]
  }

  /// Dictionaries and sets, as equal ones are equal in whatever order they were built, and none is ever listed.
  private var pending: [RequestID: S.Request] = [:]
  private var ways: Set<Way>

  init(_ specification: S) { ways = [Way(state: specification.initial)] }

  /// Whether there is no way: what the clients have seen is not linearizable, nor is anything that begins so.
  var isRefuted: Bool { ways.isEmpty }

  mutating func invoke(_ request: S.Request, _ id: RequestID) {
    if !isRefuted { pending[id] = request }
  }

  /// Keeps the ways in which the operation has this answer, having taken effect by now.
  mutating func answer(_ reply: S.Reply, _ id: RequestID, _ specification: S) {
    var found: Set<Way> = []
    var seen = ways
    var open = Array(ways)
    while let way = open.popLast() {
      if let answer = way.answers[id] {
        guard answer == reply else { continue }
        var settled = way
        settled.answers[id] = nil
        found.insert(settled)
      } else {
        for (other, request) in pending where way.answers[other] == nil {
          var longer = way
          longer.answers[other] = specification.perform(request, on: &longer.state)
          if seen.insert(longer).inserted { open.append(longer) }
        }
      }
    }
    settle(id, found)
  }

  /// Keeps the ways in which the operation has not taken effect.
  mutating func refuse(_ id: RequestID) { settle(id, ways.filter { $0.answers[id] == nil }) }

  private mutating func settle(_ id: RequestID, _ ways: Set<Way>) {
    self.ways = ways
    pending[id] = nil
    if isRefuted { pending = [:] }
  }
}
