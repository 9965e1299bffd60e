/// Whether a history is linearizable.
package enum LinearizabilityAnswer {
  /// It is: in this order the operations, by their numbers, could have been performed one by one. Pending ones that took
  /// no effect are left out.
  case linearizable(witness: [Int])
  /// It is not. One object's operations that were invoked before this response already are not.
  case notLinearizable(Refutation)
  /// The search has reached its limit.
  case unknown
}

/// Where a history stops being linearizable.
package struct Refutation {
  /// The part of the history that is about the object.
  let part: CheckedHistory
  /// The place, in the part, of the operation whose response no order explains any more.
  let at: Int
}
