import Atoll

/// Linearizable histories of any length, for measuring and for tests.
enum SyntheticHistory {
  /// A history of a key–value store, linearizable by construction: each operation takes effect at some moment between its
  /// invocation and its response. Half of them read; every written value is a new one.
  static func store(operations: Int, clients: Int, keys: Int, seed: UInt64)
    -> History<KeyValueStore.Request, KeyValueStore.Reply>
  {
    var stream = RandomStream(seed: seed)
    var free = Array(repeating: 0, count: clients)
    var drafts: [(client: Int, invoked: Int, effect: Int, returned: Int, request: KeyValueStore.Request)] = []
    for number in 0..<operations {
      let client = free.indices.min { free[$0] < free[$1] } ?? 0
      let invoked = free[client] + 1 + stream.below(5)
      let duration = 2 + stream.below(100)
      let key = "\(stream.below(keys))"
      let request: KeyValueStore.Request = stream.below(2) == 0 ? .get(key) : .put(key, "\(number)")
      drafts.append((client, invoked, invoked + 1 + stream.below(duration - 1), invoked + duration, request))
      free[client] = invoked + duration
    }
    return perform(drafts)
  }

  private static func perform(
    _ drafts: [(client: Int, invoked: Int, effect: Int, returned: Int, request: KeyValueStore.Request)]
  ) -> History<KeyValueStore.Request, KeyValueStore.Reply> {
    // Places of events: by time, then invocations before effects before responses, then by number.
    var events: [(time: Int, kind: Int, number: Int)] = []
    for (number, draft) in drafts.enumerated() {
      events += [(draft.invoked, 0, number), (draft.effect, 1, number), (draft.returned, 2, number)]
    }
    events.sort { ($0.time, $0.kind, $0.number) < ($1.time, $1.kind, $1.number) }
    let store = KeyValueStore()
    var state = store.initial
    var entries: [History<KeyValueStore.Request, KeyValueStore.Reply>.Entry] = []
    var places = Array(repeating: 0, count: drafts.count)
    var replies: [KeyValueStore.Reply] = Array(repeating: .written, count: drafts.count)
    for (moment, event) in events.enumerated() {
      let draft = drafts[event.number]
      switch event.kind {
      case 0:
        places[event.number] = entries.count
        entries.append(
          .init(
            number: entries.count + 1, client: "\(draft.client)", request: draft.request, reply: nil,
            invoked: moment,
            returned: nil))
      case 1: replies[event.number] = store.perform(draft.request, on: &state)
      default:
        entries[places[event.number]].reply = replies[event.number]
        entries[places[event.number]].returned = moment
      }
    }
    return History(entries)
  }
}
