import AtollContract
import Foundation

/// The judge: a process of its own that runs the suite and reports, and never loads the learner's code.
final class Judge: SuiteHost {
  private let order: JudgeOrder
  private let executable: String
  private let records: Int32
  /// How many tests did not end by themselves.
  private var endless = 0
  /// How long the workers before this one have computed.
  private var computed = 0
  private var worker: WorkerProcess?
  private var record = TestRecord(name: "")

  private init(order: JudgeOrder, executable: String, records: Int32) {
    self.order = order
    self.executable = executable
    self.records = records
  }

  /// What is kept of a test that fails again and again, or with values of a megabyte.
  private static let failuresMax = 5
  private static let descriptionLengthMax = 8000

  /// The descriptor that the parent reads the records from.
  static let recordsDescriptor: Int32 = 3

  static func main(_ arguments: [String]) -> Never {
    // A worker that is gone must be seen as an error of `write`, not end the judge.
    signal(SIGPIPE, SIG_IGN)
    guard let order = OrderText.read(JudgeOrder.self, from: arguments) else { exit(64) }
    let judge = Judge(
      order: order, executable: RealPath.of("/proc/self/exe") ?? CommandLine.arguments[0],
      records: recordsDescriptor)
    judge.tell(judge.run())
    exit(0)
  }

  /// Runs everything; what came of it in the end.
  private func run() -> JudgeRecord {
    do {
      // Loads the learner's code while this process loads the suite.
      try startWorker()
    } catch {
      return .broken(error.message)
    }
    let suite: any CompiledSuite.Type
    do {
      try SharedObject.loadRuntime()
      try SharedObject.load(order.exerciseObject)
      try SharedObject.load(order.suiteObject)
      suite = try SharedObject.type(
        SuiteHarness.type, in: order.suiteModule, as: (any CompiledSuite.Type).self)
    } catch {
      return .broken(error.message)
    }
    if let problem = greet() { return problem }
    SuiteReplay.command = order.replayCommand
    SuiteReplay.request = order.replay.map { SuiteReplay.Request(run: $0.run, course: $0.course) }
    let watch = Stopwatch()
    suite.run(order.tests, host: self)
    let took = watch.microseconds
    worker?.close()
    return SuiteReplay.report.map { .replayed($0) } ?? .done(suiteMicroseconds: took)
  }

  private func startWorker() throws(SystemError) {
    worker = try WorkerProcess(
      executable: executable, order: order.worker,
      computingLeft: WorkerLimits.computingMillisecondsInAll - computed)
    RemoteSession.use(worker)
  }

  /// Waits until the worker is locked down and has loaded the submission.
  private func greet() -> JudgeRecord? {
    guard let worker else { return .broken("no worker") }
    guard let hello = try? worker.exchange(.hello, []), let locked = WorkerReadiness(hello.payload) else {
      return .broken("the worker did not start: " + String(decoding: worker.output, as: UTF8.self))
    }
    if let reason = locked.refusal { return .broken(reason) }
    guard let loaded = try? worker.exchange(.load, []) else {
      return .unusable(.endedWhileLoading(worker.end ?? .badReply))
    }
    // From here on the learner's code may have written the reply.
    guard loaded.kind == .loaded, let state = WorkerReadiness(loaded.payload) else {
      return .unusable(.endedWhileLoading(.badReply))
    }
    worker.shareProcessor()
    return state.problem.map(JudgeRecord.unusable)
  }

  private func tell(_ record: JudgeRecord) {
    guard Descriptor.write(record.line, to: records) else { exit(65) }
  }
}

// MARK: - The suite's host

extension Judge {
  func testWillBegin(_ name: String) -> Bool {
    record = TestRecord(name: name)
    guard endless < WorkerLimits.endlessTestsMax, computed < WorkerLimits.computingMillisecondsInAll else {
      record.wasRun = false
      tell(.ended(record))
      return false
    }
    tell(.began(name))
    if worker?.end != nil { replaceWorker() }
    worker?.beginTest()
    RemoteSession.beginTest()
    SuiteReplay.test = name
    return true
  }

  func testDidFail(_ failure: SuiteFailure) {
    // What the suite reports after the worker is lost only says so again.
    guard worker?.end == nil, record.failures.count < Judge.failuresMax else { return }
    let description = failure.description.shortened(to: Judge.descriptionLengthMax)
    record.failures.append(TestRecord.Failure(description: description, line: failure.line))
  }

  func testDidEnd(_ name: String) {
    worker?.endTest()
    record.workerEnd = worker?.end
    if record.workerEnd?.isTimeLimit == true { endless += 1 }
    record.output = String(decoding: worker?.output ?? [], as: UTF8.self)
    tell(.ended(record))
  }

  private func replaceWorker() {
    worker?.close()
    computed += worker?.computed ?? 0
    do {
      try startWorker()
    } catch {
      tell(.broken(error.message))
      exit(0)
    }
    // A submission that loads only sometimes fails the test: its calls find no worker.
    if greet() != nil { RemoteSession.use(nil) }
  }
}
