import PartitionKillerContract

/// Gilbert and Lynch's proof as a program: two runs that the node at which is read cannot tell apart.
struct PartitionKiller: PartitionKillerProtocol {
  /// Who is silent for so long is silent for ever.
  private let patience = 500
  /// When the read was made in the first run.
  private var readAt = 0

  mutating func next(_ view: View) -> Action {
    if !view.isCut { return .cut }
    if let last = view.operations.last {
      // Wait for an answer as long as one can come.
      if last.answer == nil, view.now - last.askedAt < patience { return .wait(1) }
      if last.answer == nil || last.answer == .refused || !last.isWrite { return .end }
      readAt = view.now
      return .read(at: 1)
    }
    if view.run == 1 { return .write(at: 0) }
    // The same, without the write: at the same time, so that the other node sees the same.
    return view.now <= readAt ? .wait(readAt + 1 - view.now) : .read(at: 1)
  }
}
