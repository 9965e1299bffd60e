import AtollContract
import CAtollSandbox
import Foundation

/// The worker: a process of its own that locks itself down, loads the learner's code and answers calls.
///
/// Everything that the code could need from the disk is loaded before the lock, because nothing can be after it
/// but the submission itself.
struct Worker {
  private let order: WorkerOrder
  private let table = MethodTable()

  /// The exit code that tells the judge, if it still listens, that the pipes no longer work.
  static let lostConnection: Int32 = 96

  /// Holds the order. Not an argument: it names the grader's folders, other ones each time, and a submission can print
  /// its arguments.
  static let orderVariable = "ATOLL_WORKER_ORDER"

  private static let requests: Int32 = 3
  private static let replies: Int32 = 4

  static func main() -> Never {
    let text = ProcessInfo.processInfo.environment[orderVariable]
    guard let order = OrderText.read(WorkerOrder.self, from: [text ?? ""]) else { exit(64) }
    unsetenv(orderVariable)
    // Swift reads the arguments when they are first asked for, from a file that will be out of reach.
    _ = CommandLine.arguments
    unsetenv("LD_LIBRARY_PATH")
    // What is printed before a crash must not be lost in a buffer.
    atoll_print_unbuffered()
    atoll_report_faults()
    Worker(order: order).serve()
  }

  private func serve() -> Never {
    let glue: (any ContractGlue.Type)?
    let readiness: WorkerReadiness
    do {
      glue = try prepare()
      readiness = .ready
    } catch {
      (glue, readiness) = (nil, .refused(error.message))
    }
    while let request = Worker.read() {
      let answer: Frame
      switch (request.kind, glue) {
      case (.hello, _): answer = Worker.reply(to: request, .loaded, readiness.payload)
      case (.load, let glue?): answer = Worker.reply(to: request, .loaded, load(glue).payload)
      default: answer = table.answer(request)
      }
      let isTooLong = answer.payload.count > Worker.payloadBytesMax
      let sent = isTooLong ? Frame(kind: .tooLong, sequence: answer.sequence) : answer
      guard Descriptor.write(sent.bytes, to: Worker.replies) else { break }
    }
    // Not `exit`: what the learner's code has registered to run at the end is not wanted.
    _exit(Worker.lostConnection)
  }

  /// Loads all but the learner's code, then locks the process down.
  private func prepare() throws(SharedObject.Failure) -> any ContractGlue.Type {
    try SharedObject.loadRuntime()
    for library in order.libraries { try SharedObject.load(library) }
    try SharedObject.load(order.exerciseObject)
    let glue = try SharedObject.type("Glue", in: order.remoteModule, as: (any ContractGlue.Type).self)
    // The first use of JSON reads tables from the disk.
    _ = try? JSONDecoder().decode([Int].self, from: JSONEncoder().encode([1]))
    try LockDown(strength: order.sandbox).apply(readable: [order.submissionObject])
    return glue
  }

  private func load(_ glue: any ContractGlue.Type) -> WorkerReadiness {
    do {
      try SharedObject.load(order.submissionObject, isPrivate: true)
    } catch {
      // The object's path is the grader's, and another one each time.
      return .cannotLoad(error.message.replacing(order.submissionObject + ": ", with: ""))
    }
    guard let type = SharedObject.type(order.type, in: SubmissionBuild.module) else { return .noType }
    return glue.fill(table, for: type) ? .ready : .doesNotConform
  }

  /// With some room for what stands before it in a frame.
  private static let payloadBytesMax = Frame.bytesMax - 64

  private static func reply(to request: Frame, _ kind: Frame.Kind, _ payload: [UInt8]) -> Frame {
    Frame(kind: kind, sequence: request.sequence, payload: payload)
  }

  /// The next request; nil when the judge is gone. Only this function's own call of `read` sees the pipe, and
  /// the judge sends nothing before it has an answer, so nothing is left over.
  private static func read() -> Frame? {
    var received: [UInt8] = []
    while true {
      guard case .bytes(let bytes) = Descriptor.read(requests) else { return nil }
      received += bytes
      guard let frame = try? Frame.read(from: received) else {
        if received.count > Frame.bytesMax + 4 { return nil }
        continue
      }
      return frame.frame
    }
  }
}
