/// Somebody who no longer wants the answer: the searches look here from time to time, and end as at a limit.
package enum SearchStop {
  /// Whether a search is to end. Nobody asks for it unless a caller says so.
  @TaskLocal package static var isAsked: @Sendable () -> Bool = { false }

  /// Whether to end, looked at once in a thousand steps.
  @inline(__always) static func isAsked(atStep step: Int) -> Bool { step & 1023 == 0 && isAsked() }
}
