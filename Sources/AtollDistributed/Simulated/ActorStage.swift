import Atoll
import Distributed
import Synchronization

/// The actors and tasks of one peer of a simulation, for the length of one handler.
///
/// Its executor runs them on the thread of the handler. A task that calls an actor elsewhere stops there, and the stage
/// remembers where; the answer lets it go on.
final class ActorStage<Program: PeerProgram>: CallTransport {
  /// What the actors asked of the network while something was performed.
  enum Effect {
    case send(ActorMessage, to: NodeID)
    case reply(Program.Reply, to: RequestID)
    case wait(forCall: Int)
    case stopWaiting(forCall: Int)
  }

  private struct State {
    var effects: [Effect] = []
    var tasksRunning = 0
    /// In the order of the calls.
    var waiting: [(call: Int, task: CheckedContinuation<Answer, any Error>)] = []
    var hasEnded = false
  }

  private let executor = InlineExecutor()
  private let state = Mutex(State())

  // MARK: - The transport

  /// Sends a call and stops the task until the answer is performed.
  func carry(_ call: Call, to peer: NodeID) async throws -> Answer {
    try await withCheckedThrowingContinuation { task in
      let hasEnded = state.withLock { state in
        guard !state.hasEnded else { return true }
        state.effects += [.send(.call(call), to: peer), .wait(forCall: call.number)]
        state.waiting.append((call.number, task))
        return false
      }
      if hasEnded { task.resume(throwing: CallFailure.noAnswer) }
    }
  }

  // MARK: - The handler's side

  /// The calls that are waited for.
  var callsWaiting: [Int] { state.withLock { $0.waiting.map(\.call) } }

  /// Whether no task is in the middle of something.
  var isAtRest: Bool { state.withLock { $0.tasksRunning == 0 } }

  /// Whether a task waits for something that is no call: nothing here can let it go on.
  var isStuck: Bool { state.withLock { $0.tasksRunning > 0 && $0.waiting.isEmpty } }

  /// Lets something happen, and everything that follows from it on this peer.
  func perform(_ arrival: ActorArrival<Program>, by program: Program, on system: AtollActorSystem) -> [Effect]
  {
    switch arrival {
    case .request(let request, let id):
      run { .reply(await program.serve(request, with: system), to: id) }
    case .call(let call, let sender):
      run { .send(.answer(await system.answer(call), toCall: call.number), to: sender) }
    case .answer(let answer, let call):
      goOn(call, with: .success(answer), andThen: .stopWaiting(forCall: call))
    case .timeout(let call):
      goOn(call, with: .failure(CallFailure.noAnswer), andThen: nil)
    }
    return state.withLock { state in
      defer { state.effects = [] }
      return state.effects
    }
  }

  /// What the actor holds.
  func memory(of actor: Program.Resident) -> Program.Resident.Memory? {
    let memory = Mutex<Program.Resident.Memory?>(nil)
    Task(executorPreference: executor) {
      let found = await actor.whenLocal { $0.memory }
      memory.withLock { $0 = found }
    }
    executor.drain()
    return memory.withLock { $0 }
  }

  /// Ends the tasks that are in the middle of something: their calls fail, and so does every further one.
  func end() {
    let waiting = state.withLock { state in
      state.hasEnded = true
      return state.waiting
    }
    for (_, task) in waiting { task.resume(throwing: CallFailure.noAnswer) }
    executor.drain()
  }

  private func run(_ work: @escaping @Sendable () async -> Effect) {
    state.withLock { $0.tasksRunning += 1 }
    Task(executorPreference: executor) {
      let effect = await work()
      self.state.withLock { state in
        state.effects.append(effect)
        state.tasksRunning -= 1
      }
    }
    executor.drain()
  }

  private func goOn(_ call: Int, with answer: Result<Answer, any Error>, andThen effect: Effect?) {
    let task = state.withLock { state in
      if let effect { state.effects.append(effect) }
      return state.waiting.firstIndex { $0.call == call }.map { state.waiting.remove(at: $0).task }
    }
    task?.resume(with: answer)
    executor.drain()
  }
}

/// What can happen to a peer of a simulation.
enum ActorArrival<Program: PeerProgram>: Hashable, Codable, Sendable {
  case request(Program.Request, RequestID)
  case call(Call, from: NodeID)
  case answer(Answer, toCall: Int)
  case timeout(call: Int)
}
