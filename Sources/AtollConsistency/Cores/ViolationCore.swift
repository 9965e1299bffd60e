/// Why a level does not hold: the completed operations that cannot all be explained, when all others are pending for ever.
///
/// None of them can be weakened any further: as soon as any one of them is pending for ever too, the level holds. Forgetting
/// a response never makes a history worse, so there is such a core; deleting operations could, so it is not made by that.
package struct ViolationCore {
  /// The level that does not hold.
  package let level: ConsistencyLevel
  /// The operations of the core, in the order of their invocations.
  package let completed: [CheckedHistory.Operation]
  /// Operations that are pending for ever, or were made so, and that explain the rest when one of the core is weakened.
  /// All others can be left out.
  package let pending: [CheckedHistory.Operation]
  /// Whether it is known that nothing more can be weakened: no limit was reached on the way.
  package let isIrreducible: Bool
  /// As far as an order comes: the numbers of the operations that can take effect one after another.
  package let deepest: [Int]
  /// Why, in one sentence.
  package let sentence: String
  /// The history that it is a core of.
  package let history: CheckedHistory

  /// All operations that are to be drawn.
  package var operations: [CheckedHistory.Operation] {
    (completed + pending).sorted { $0.invoked < $1.invoked }
  }

  /// The last one to respond: the one that could not have answered so.
  package var culprit: CheckedHistory.Operation? {
    completed.max { $0.returned < $1.returned }
  }
}
