import Atoll

/// Checks that an order explains a history, by the definition and by nothing else: it shares no code with the searches.
///
/// - Complexity: linear in the length of the history, plus one step of the specification for each operation.
package enum WitnessCheck {
  /// Why an order does not explain a history; none where it does.
  ///
  /// - Parameter order: The numbers of the operations.
  package static func problem<S: SequentialSpecification>(
    _ order: [Int], explains history: History<S.Request, S.Reply>, _ specification: S
  ) -> String? {
    var entries: [Int: History<S.Request, S.Reply>.Entry] = [:]
    for entry in history.entries { entries[entry.number] = entry }
    var state = specification.initial
    var isUsed: Set<Int> = []
    var latest = Int.min
    for number in order {
      guard let entry = entries[number] else { return "#\(number) is not in the history" }
      guard isUsed.insert(number).inserted else { return "#\(number) takes effect twice" }
      let reply = specification.perform(entry.request, on: &state)
      if entry.returned != nil, let answered = entry.reply, answered != reply {
        return "#\(number) would have been answered \(reply)"
      }
      // Nothing may stand before it that was invoked after its response.
      if let returned = entry.returned, latest > returned { return "#\(number) had responded before" }
      latest = max(latest, entry.invoked)
    }
    for entry in history.entries where entry.returned != nil && !isUsed.contains(entry.number) {
      if let reply = entry.reply, specification.isRefusal(reply) { continue }
      return "#\(entry.number) is missing"
    }
    return nil
  }
}
