import Atoll

/// Rounds of the same events again and again, such as a message that is sent anew at each time-out and is always lost.
///
/// A diagram tells the first of them, and says of the others how many there are. Only what changes nothing for a reader
/// is taken for a round: sends, losses, time-outs and notes, each message sent and lost within its round.
struct RepeatedRounds: Hashable, Sendable {
  /// The places of the events that are left out.
  var places: Range<Int>
  /// How many events a round has.
  var length: Int

  /// How many rounds are left out.
  var count: Int { places.count / length }

  /// Fewer equal rounds than this are drawn.
  private static let roundsMin = 4
  /// The longest round that is looked for.
  private static let lengthMax = 16

  /// What can be left out of a part of a trace, in order.
  static func found(in trace: Trace, _ range: Range<Int>) -> [RepeatedRounds] {
    var result: [RepeatedRounds] = []
    var place = range.lowerBound
    while place < range.upperBound {
      if let rounds = first(in: trace, place..<range.upperBound) {
        result.append(rounds)
        place = rounds.places.upperBound
      } else {
        place += 1
      }
    }
    return result
  }

  /// The shortest rounds that begin at the first place of a range.
  private static func first(in trace: Trace, _ range: Range<Int>) -> RepeatedRounds? {
    let start = range.lowerBound
    for length in 1...lengthMax {
      guard start + length * roundsMin <= range.upperBound,
        isRoundEvent(trace.events[start + length - 1])
      else { return nil }
      guard isClosed(trace, start, length) else { continue }
      var end = start + length
      while end + length <= range.upperBound, isClosed(trace, end, length),
        (0..<length).allSatisfy({ isSame(trace.events[start + $0], trace.events[end + $0]) })
      {
        end += length
      }
      if end - start >= length * roundsMin {
        return RepeatedRounds(places: start + length..<end, length: length)
      }
    }
    return nil
  }

  private static func isRoundEvent(_ event: TraceEvent) -> Bool {
    switch event.kind {
    case .send, .timeout, .note: true
    case .drop: event.peer != nil
    default: false
    }
  }

  private static func isSame(_ a: TraceEvent, _ b: TraceEvent) -> Bool {
    a.kind == b.kind && a.node == b.node && a.peer == b.peer && a.label == b.label
  }

  /// Whether each message of a round is sent in it and lost in it.
  private static func isClosed(_ trace: Trace, _ start: Int, _ length: Int) -> Bool {
    let events = trace.events[start..<start + length]
    let sent = events.filter { $0.kind == .send }.map(\.number)
    let lost = events.filter { $0.kind == .drop }.map { $0.cause ?? 0 }
    return events.allSatisfy(isRoundEvent) && sent == lost.sorted()
  }
}
