/// What somebody who holds a link of a model can do: the notebook's `link A B tamper=NAME`.
///
/// The link is then an arbitrary one. See `Simulation.modifyMessages(from:to:probability:by:)` and
/// `Simulation.forge(_:from:to:)`, which an adversary is made of.
public struct LinkTampering: Sendable {
  /// Its name, a word.
  public let name: String
  /// What it does, in half a sentence.
  public let summary: String
  private let takeHold: @Sendable (inout any Simulating, _ from: NodeID, _ to: NodeID) -> Bool

  /// Makes an adversary for runs of nodes of a type.
  ///
  /// - Parameter takeHold: what it does with the link from one node to another: once, when it is told to.
  public init<N: Node>(
    _ name: String, _ summary: String, among nodes: N.Type,
    _ takeHold: @escaping @Sendable (inout Simulation<N>, _ from: NodeID, _ to: NodeID) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.takeHold = { run, from, to in
      guard var simulation = run as? Simulation<N> else { return false }
      takeHold(&simulation, from, to)
      run = simulation
      return true
    }
  }

  /// Takes hold of a link; returns false where the run is not of this adversary's nodes.
  public func takeHold(of run: inout any Simulating, from: NodeID, to: NodeID) -> Bool {
    takeHold(&run, from, to)
  }
}
