import Atoll

/// What is explored of the two-node register: a write and a read at each node, in every order.
///
/// The messages in transit are a set that only grows: a node that tells again and again has, as a network, told once.
/// So the configurations are finitely many, although the policies never give up.
enum RegisterExploration {
  static func problem(_ settings: Settings) -> any Explorable {
    if settings["policy"] == "cp" {
      var consistent = problem(
        Cluster(count: 2) { _ in TwoNode.consistentNode(settings) }, isIdle: { $0.attempts.isEmpty })
      // The confirmation of a's write, which is operation #1.
      consistent.forgeries = [Forgery(.stored(RequestID(1)), from: NodeID(1), to: NodeID(0))]
      return consistent
    }
    return problem(Cluster(count: 2) { _ in TwoNode.availableNode(settings) }, isIdle: { _ in true })
  }

  private static func problem<N: Node>(_ cluster: Cluster<N>, isIdle: @escaping @Sendable (N) -> Bool)
    -> ExplorationProblem<N> where N.Request == RegisterRequest, N.Reply == RegisterReply
  {
    ExplorationProblem(
      cluster, network: .duplicating,
      clients: [
        NodeID(0): [.write("x", "1"), .read("x")],
        NodeID(1): [.write("x", "2"), .read("x")],
      ],
      properties: [
        .linearizable(as: RegisterSpecification(), refused: { $0 == .unavailable }),
        .noDeadlock("no operation is stuck", unless: isIdle),
      ])
  }
}
