import Foundation

/// Why something could not be written.
public enum OutputError: Error, Equatable, CustomStringConvertible {
  /// Nobody reads the output any more (`atoll lessons | head -1`): end quietly.
  case closed
  /// The system refused the bytes, with its error number: a full disk, an unplugged terminal.
  case failed(Int32)

  /// What to tell the learner.
  public var description: String {
    switch self {
    case .closed: "the output was closed"
    case .failed(let number): "cannot write the output: \(String(cString: strerror(number)))"
    }
  }
}
