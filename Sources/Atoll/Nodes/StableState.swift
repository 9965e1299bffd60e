/// Which part of a node's state survives a crash.
///
/// Declare it by naming the stored properties that are on stable storage:
///
/// ```swift
/// static var stable: StableState<Self> { StableState(\.term, \.votedFor) }
/// ```
///
/// A node that recovers is its initial value with these properties as they were when it crashed; all else is lost.
public struct StableState<N> {
  package let restore: (_ crashed: N, _ fresh: inout N) -> Void

  /// Nothing survives.
  public static var nothing: StableState { StableState(restore: { _, _ in }) }

  /// Everything survives: a crash is then no more than a pause in which messages are lost and timers stop.
  public static var everything: StableState { StableState(restore: { crashed, fresh in fresh = crashed }) }

  /// The named properties survive.
  public init<each Value>(_ properties: repeat WritableKeyPath<N, each Value>) {
    restore = { crashed, fresh in
      repeat fresh[keyPath: each properties] = crashed[keyPath: each properties]
    }
  }

  package init(restore: @escaping (_ crashed: N, _ fresh: inout N) -> Void) { self.restore = restore }
}
