import Atoll

/// Small random histories whose answers are often wrong.
enum RandomHistory {
  /// A history of a specification's operations by up to three clients.
  ///
  /// Each operation takes effect on one state at some time while it is open, so that many histories are right or nearly so;
  /// now and then an answer is another one. Some operations stay pending.
  static func make<S: SequentialSpecification>(
    _ specification: S, _ stream: inout RandomStream, operations: Int, lies: Int = 4,
    request: (inout RandomStream) -> S.Request
  ) -> History<S.Request, S.Reply> {
    var entries: [History<S.Request, S.Reply>.Entry] = []
    var open: [String: Int] = [:]
    var answers: [Int: S.Reply] = [:]
    var seen: [S.Reply] = []
    var generation: [String: Int] = [:]
    var state = specification.initial
    var moment = 0
    while entries.count < operations || !open.isEmpty {
      moment += 1
      let client = ["a", "b", "c"][stream.below(3)]
      let name = generation[client, default: 1] == 1 ? client : "\(client).\(generation[client, default: 1])"
      guard let place = open[client] else {
        guard entries.count < operations else { continue }
        open[client] = entries.count
        entries.append(
          .init(
            number: entries.count + 1, client: name, request: request(&stream), reply: nil, invoked: moment,
            returned: nil))
        continue
      }
      if answers[place] == nil {
        if stream.below(12) == 0 {  // it is never answered, and its client asks no more
          open[client] = nil
          generation[client, default: 1] += 1
          if stream.below(2) == 0 { _ = specification.perform(entries[place].request, on: &state) }
          continue
        }
        answers[place] = specification.perform(entries[place].request, on: &state)
        if let answer = answers[place] { seen.append(answer) }
      } else {
        var before = specification.initial
        let first = specification.perform(entries[place].request, on: &before)
        let same = seen.filter { kind($0) == kind(first) } + [first]
        entries[place].reply = stream.below(lies) == 0 ? same[stream.below(same.count)] : answers[place]
        entries[place].returned = moment
        open[client] = nil
      }
    }
    return History(entries)
  }

  private static func kind(_ reply: some Hashable) -> Substring { "\(reply)".prefix { $0 != "(" } }
}
