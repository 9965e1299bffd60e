import Atoll
import AtollDistributed
import AtollLessons
import AtollPeers
import AtollTerminal
import Foundation
import Synchronization

/// The account in another process, a proxy on the way there, and this process, which calls.
final class PeersRun {
  /// What came of a step.
  struct Result: Encodable {
    /// The step as it was written.
    let step: String
    /// What the caller was told; none for a step that is no call.
    var told: String?
    /// How long the caller waited; measured.
    var milliseconds: Double?
    /// What the account in the other process then held; none where it could not be asked.
    var holds: Int?
    /// Whether the caller was left in the dark: the call may have been carried out, or not.
    var isUndecided = false
  }

  private static let account = NodeID(1)
  private static let caller = NodeID(0)
  /// How long the account is waited for when it is asked past the proxy: nothing is in the way there.
  private static let directPatience = Duration.seconds(2)

  /// A call that nothing stops has long been carried out by then.
  private static let killMillisecondsMin = 20

  private let executable: String
  private let patience: Duration
  private let retries: Int
  private let usesReceipts: Bool
  private let proxy: PeerProcess
  private var home: PeerProcess
  private var isHomeRunning = true
  private let transport: SocketTransport
  private let system: AtollActorSystem
  private var delayMilliseconds = 0

  init(executable: String, patience: Duration, retries: Int, usesReceipts: Bool) throws {
    (self.executable, self.patience) = (executable, patience)
    (self.retries, self.usesReceipts) = (retries, usesReceipts)
    home = try PeerProcess(executable, [PeerEntry.account])
    proxy = try PeerProcess(executable, [PeerEntry.proxy, "\(home.port)"])
    transport = SocketTransport(ports: [PeersRun.account: proxy.port], patience: patience)
    system = AtollActorSystem(peer: PeersRun.caller, transport: transport)
    _ = Account(remembering: Account.Memory(), actorSystem: system)
  }

  /// The processes' numbers.
  var processes: (caller: Int, account: Int, proxy: Int) {
    (Int(getpid()), home.pid, proxy.pid)
  }

  /// Ends the other processes. Those that are not ended so are when this process is.
  func end() {
    transport.close()
    system.end()
    home.end()
    proxy.end()
  }

  /// Carries out a step; the text is how it was written.
  func perform(_ step: PeerStep, _ text: String) throws -> Result {
    var result = Result(step: text)
    switch step {
    case .call(let request): call(request, at: PeersRun.account, &result)
    case .callHere(let request): call(request, at: PeersRun.caller, &result)
    case .killDuring(let request):
      let pid = pid_t(home.pid)
      // Where bytes are held back: half-way to the account.
      let moment =
        DispatchTime.now() + .milliseconds(max(delayMilliseconds / 2, PeersRun.killMillisecondsMin))
      let killed = DispatchSemaphore(value: 0)
      DispatchQueue.global().asyncAfter(deadline: moment) {
        kill(pid, SIGKILL)
        killed.signal()
      }
      call(request, at: PeersRun.account, &result)
      killed.wait()
      stopHome()
    case .kill: stopHome()
    case .start:
      stopHome()
      home = try PeerProcess(executable, [PeerEntry.account])
      isHomeRunning = true
      try proxy.order("to \(home.port)")
    case .order(let order):
      try proxy.order(order)
      let words = order.split(separator: " ")
      if words[0] == "delay" {
        delayMilliseconds = Int(words[1]) ?? 0
      } else if order == "pass" {
        delayMilliseconds = 0
      }
    }
    result.holds = balancePastTheProxy()
    return result
  }

  private func stopHome() {
    home.end()
    isHomeRunning = false
  }

  private func call(_ request: AccountRequest, at place: NodeID, _ result: inout Result) {
    let program = AccountCaller(
      account: ActorAddress("Account", at: place), retries: retries, usesReceipts: usesReceipts)
    // Each call ends by itself; the margin is for a machine that is busy.
    let longest = patience * (retries + 1) + .seconds(5)
    let (reply, time) = PeersRun.wait(longest) { [system] in await program.serve(request, with: system) }
    result.milliseconds = time.milliseconds
    result.told = reply.map { "\($0)" } ?? "(the call has not ended)"
    if case .failed(let failure)? = reply { result.isUndecided = !failure.isDecided }
  }

  /// What the account holds, asked over a connection of its own.
  private func balancePastTheProxy() -> Int? {
    guard isHomeRunning else { return nil }
    let transport = SocketTransport(ports: [PeersRun.account: home.port], patience: PeersRun.directPatience)
    defer { transport.close() }
    let system = AtollActorSystem(peer: PeersRun.caller, transport: transport)
    let program = AccountCaller(account: ActorAddress("Account", at: PeersRun.account))
    let (reply, _) = PeersRun.wait(PeersRun.directPatience * 2) {
      await program.serve(.balance, with: system)
    }
    guard case .balance(let balance)? = reply else { return nil }
    return balance
  }

  /// Waits for a task; returns what it came to, if it ends in time, and how long it took.
  private static func wait<Value: Sendable>(
    _ longest: Duration, _ work: @escaping @Sendable () async -> Value
  ) -> (Value?, Duration) {
    let found = Shared<Value?>(nil)
    let done = DispatchSemaphore(value: 0)
    let begin = ContinuousClock.now
    let end = Shared(begin)
    Task {
      let value = await work()
      end.value = .now
      found.value = value
      done.signal()
    }
    // In slices: Ctrl-C ends the waiting too.
    while done.wait(timeout: .now() + .milliseconds(50)) != .success {
      if Interrupt.isRaised || .now - begin > longest { return (nil, .now - begin) }
    }
    return (found.value, end.value - begin)
  }
}

/// A value that two threads share.
private final class Shared<Value: Sendable>: Sendable {
  private let held: Mutex<Value>

  init(_ value: Value) { held = Mutex(value) }

  var value: Value {
    get { held.withLock { $0 } }
    set { held.withLock { $0 = newValue } }
  }
}

extension Duration {
  fileprivate var milliseconds: Double { self / .milliseconds(1) }
}
