import CAtollSandbox

/// The processors that this program may use.
package enum Processor {
  /// Keeps this thread, and what it starts, on the processor with this place among them, counted round and round.
  package static func use(_ place: Int) { atoll_use_processor(Int32(truncatingIfNeeded: place)) }
}
