/// Why an infinite run is no counterexample to a demand.
enum FairnessFlaw: Error, Hashable {
  /// There is no such beginning.
  case noBeginning
  /// An event is not enabled when its turn comes: its number from 1, counted over stem and loop.
  case notEnabled(Int)
  /// The demand is met, or was never made: after this many events.
  case isMet(Int)
  /// After the loop the system is not where it was before.
  case doesNotRepeat
  /// Something stays possible through the whole loop, and never happens.
  case starves(String)
  /// A message is sent again and again, and never delivered.
  case losesForEver(String)
}
