import PartitionKillerContract

/// Defeats every protocol that claims to be linearizable and available, in at most two runs.
///
/// Grade it as often as you like: `atoll grade partition-killer`. `atoll hint partition-killer` helps in small steps.
struct PartitionKiller: PartitionKillerProtocol {
  mutating func next(_ view: View) -> Action {
    if !view.isCut { return .cut }
    // TODO: go on, so that in this run or in the next one a client gets no answer, or an answer that no register gives.
    return .end
  }
}
