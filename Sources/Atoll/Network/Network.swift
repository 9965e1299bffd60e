/// The links between the nodes of a cluster, and which of them are cut.
///
/// All links are alike unless one is set apart. A cut link loses every message: those sent while it is cut, and
/// those that would arrive while it is cut.
@usableFromInline struct Network: Hashable, Sendable {
  @usableFromInline let count: Int
  @usableFromInline var common: Link
  /// One link for each pair, by `from * count + to`; empty while all are alike.
  @usableFromInline var links: [Link] = []
  /// Whether each pair is cut, by `from * count + to`; empty while none is.
  @usableFromInline var cuts: [Bool] = []
  /// When the last message of each pair arrives, by `from * count + to`; empty while no link keeps the order.
  @usableFromInline var arrivals: [Int] = []
  /// What the last partition command said, for the reader; empty where the network is whole.
  var partitionDescription: [String] = []

  init(count: Int, common: Link) {
    self.count = count
    self.common = common
  }

  @inlinable func link(from: Int, to: Int) -> Link {
    links.isEmpty ? common : links[from * count + to]
  }

  @inlinable func isCut(from: Int, to: Int) -> Bool {
    !cuts.isEmpty && cuts[from * count + to]
  }

  /// Moves an arrival so that it is not before an earlier one of the same pair.
  @inlinable mutating func inOrder(_ arrival: Int, from: Int, to: Int) -> Int {
    if arrivals.isEmpty { arrivals = Array(repeating: 0, count: count * count) }
    let pair = from * count + to
    let moved = max(arrival, arrivals[pair])
    arrivals[pair] = moved
    return moved
  }

  mutating func cut(from: Int, to: Int) {
    if cuts.isEmpty { cuts = Array(repeating: false, count: count * count) }
    cuts[from * count + to] = true
  }

  mutating func heal() {
    cuts = []
    partitionDescription = []
  }

  mutating func set(_ link: Link, from: Int, to: Int) {
    if links.isEmpty { links = Array(repeating: common, count: count * count) }
    links[from * count + to] = link
  }

  mutating func setAll(_ link: Link) {
    common = link
    links = []
  }
}
