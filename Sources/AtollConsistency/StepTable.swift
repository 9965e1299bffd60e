import Atoll

/// What each request does in each state, as integers: the specification's code runs once for each distinct step.
///
/// States, requests and replies are numbered in the order in which they are met; state 0 is the initial one.
package class StepTable {
  /// How many distinct requests there are.
  fileprivate(set) var requestCount = 0
  /// How many distinct states were met.
  fileprivate(set) var stateCount = 1
  /// How many distinct steps the specification's code has made.
  private(set) var computedCount = 0

  // Few requests: one row for each state. Many: a hash table by state and request.
  private var rows: [UInt64] = []
  private var keys: [UInt64] = []
  private var values: [UInt64] = []
  private static let absent = UInt64.max
  private static let denseRequestsMax = 64

  fileprivate init() {}

  /// The state after a request, in the lower 32 bits, and the reply in the upper ones.
  @inline(__always) final func step(_ state: Int, _ request: Int) -> UInt64 {
    if requestCount <= Self.denseRequestsMax {
      let place = state &* requestCount &+ request
      if place < rows.count, rows[place] != Self.absent { return rows[place] }
    } else if !keys.isEmpty {
      let key = UInt64(state) << 32 | UInt64(request)
      var place = Self.hash(key) & (keys.count &- 1)
      while keys[place] != Self.absent {
        if keys[place] == key { return values[place] }
        place = (place &+ 1) & (keys.count &- 1)
      }
    }
    return add(state, request)
  }

  /// Lets the specification perform a request.
  fileprivate func perform(_ state: Int, _ request: Int) -> UInt64 {
    preconditionFailure("no specification performs request \(request) in state \(state)")
  }

  private func add(_ state: Int, _ request: Int) -> UInt64 {
    let value = perform(state, request)
    computedCount += 1
    if requestCount <= Self.denseRequestsMax {
      let missing = (state + 1) * requestCount - rows.count
      if missing > 0 { rows += repeatElement(Self.absent, count: max(missing, rows.count)) }
      rows[state * requestCount + request] = value
    } else {
      if computedCount * 2 > keys.count { grow() }
      insert(UInt64(state) << 32 | UInt64(request), value)
    }
    return value
  }

  private func insert(_ key: UInt64, _ value: UInt64) {
    var place = Self.hash(key) & (keys.count - 1)
    while keys[place] != Self.absent { place = (place + 1) & (keys.count - 1) }
    keys[place] = key
    values[place] = value
  }

  private func grow() {
    let old = zip(keys, values).filter { $0.0 != Self.absent }
    let size = max(1024, keys.count * 2)
    keys = Array(repeating: Self.absent, count: size)
    values = Array(repeating: 0, count: size)
    for (key, value) in old { insert(key, value) }
  }

  @inline(__always) private static func hash(_ key: UInt64) -> Int {
    let mixed = (key ^ (key >> 29)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 20)
  }
}

/// The table of a specification's steps.
final class SpecificationSteps<S: SequentialSpecification>: StepTable {
  private let specification: S
  private(set) var states: [S.State]
  private(set) var requests: [S.Request] = []
  private(set) var replies: [S.Reply] = []
  private var stateNumbers: [S.State: Int] = [:]
  private var requestNumbers: [S.Request: Int] = [:]
  private var replyNumbers: [S.Reply: Int] = [:]

  init(_ specification: S) {
    self.specification = specification
    states = [specification.initial]
    stateNumbers[specification.initial] = 0
    super.init()
  }

  /// The number of a request. All requests must be numbered before the first step.
  func number(_ request: S.Request) -> Int {
    if let number = requestNumbers[request] { return number }
    requestNumbers[request] = requests.count
    requests.append(request)
    requestCount = requests.count
    return requests.count - 1
  }

  /// The number of a reply.
  func number(_ reply: S.Reply) -> Int {
    if let number = replyNumbers[reply] { return number }
    replyNumbers[reply] = replies.count
    replies.append(reply)
    return replies.count - 1
  }

  fileprivate override func perform(_ state: Int, _ request: Int) -> UInt64 {
    var next = states[state]
    let reply = specification.perform(requests[request], on: &next)
    let nextNumber: Int
    if let known = stateNumbers[next] {
      nextNumber = known
    } else {
      nextNumber = states.count
      stateNumbers[next] = nextNumber
      states.append(next)
      stateCount = states.count
    }
    return UInt64(nextNumber) | UInt64(number(reply)) << 32
  }
}
