import AtollContract

/// How far the worker has come with locking itself down and loading the submission.
enum WorkerReadiness: Equatable {
  case ready
  /// It is not locked down, or lacks a part of the exercise.
  case refused(String)
  case cannotLoad(String)
  case noType
  case doesNotConform

  /// The most of a loader's message that is kept.
  private static let textBytesMax = 400

  var payload: [UInt8] {
    var writer = FrameWriter()
    switch self {
    case .ready: writer.write(byte: 0)
    case .refused(let text):
      writer.write(byte: 1)
      writer.write(text)
    case .cannotLoad(let text):
      writer.write(byte: 2)
      writer.write(text)
    case .noType: writer.write(byte: 3)
    case .doesNotConform: writer.write(byte: 4)
    }
    return writer.bytes
  }

  init?(_ payload: [UInt8]) {
    var reader = FrameReader(payload)
    switch try? reader.readByte() {
    case 0: self = .ready
    case 1: self = .refused((try? reader.readText()) ?? "")
    case 2: self = .cannotLoad(String(((try? reader.readText()) ?? "").prefix(WorkerReadiness.textBytesMax)))
    case 3: self = .noType
    case 4: self = .doesNotConform
    default: return nil
    }
  }

  /// Why the grader, not the submission, is at fault.
  var refusal: String? {
    if case .refused(let reason) = self { reason } else { nil }
  }

  /// Why the submission cannot be tested.
  var problem: Unusable? {
    switch self {
    case .ready: nil
    // After the lock-down only the submission itself can have brought this about.
    case .refused(let text), .cannotLoad(let text): .cannotLoad(text)
    case .noType: .noType
    case .doesNotConform: .doesNotConform
    }
  }
}
