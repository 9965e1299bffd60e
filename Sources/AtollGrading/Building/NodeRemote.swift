/// The Swift source that ties the contract of a node exercise to the worker. It is the same for all of them: what a
/// suite runs is `RemoteNode` of the contract's types.
struct NodeRemote {
  private let exercise: Exercise

  init(_ exercise: Exercise) { self.exercise = exercise }

  var source: String {
    """
    \(["AtollContract", "AtollSuite", exercise.contractModule].map { "import \($0)" }.joined(separator: "\n"))

    package enum Glue: ContractGlue {
      package static func fill(_ table: MethodTable, for type: Any.Type) -> Bool {
        guard let type = type as? any \(exercise.contractProtocol).Type else { return false }
        NodeGlue.fill(table, with: type)
        return true
      }
    }

    """
  }
}
