import Atoll
import AtollDistributed
import AtollLessons
import Foundation

/// The processes of `atoll peers` and `atoll nodes`: this very program, started with a hidden first word.
///
/// An account and a proxy print `port NUMBER` when they listen. Each process ends when its standard input does, and after
/// five minutes in any case.
public enum PeerEntry {
  /// The word that starts a process in which an account lives.
  public static let account = "__account"
  /// The word that starts a node of a model; which one follows it, a `NodePart` as JSON.
  public static let node = "__node"
  /// The word that starts a proxy; the port of the account follows it.
  public static let proxy = "__proxy"

  private static let secondsMax: UInt32 = 300

  /// Plays the account's process or the proxy if the arguments say so, and then never returns.
  public static func runIfAsked(_ arguments: [String] = CommandLine.arguments) {
    switch arguments.dropFirst().first {
    case account: runAccount()
    case node: runNode(arguments.dropFirst(2).first ?? "")
    case proxy: runProxy(arguments.dropFirst(2).first.flatMap { UInt16($0) } ?? 0)
    default: return
    }
  }

  private static func runAccount() -> Never {
    let listener = begin()
    let system = AtollActorSystem(peer: NodeID(1), transport: NoTransport())
    // It lives until the process ends: its system holds it.
    _ = Account(remembering: Account.Memory(), actorSystem: system)
    let server = PeerServer(system, listener: listener)
    Thread.detachNewThread { server.run() }
    var byte: UInt8 = 0
    while read(STDIN_FILENO, &byte, 1) > 0 {}
    exit(0)
  }

  private static func runNode(_ part: String) -> Never {
    limitLife()
    do { try NodeProcess.run(try JSONLine.value(part)) } catch {
      JSONLine.write((try? JSONLine.text(NodeSaying.failure("\(error)"))) ?? "", to: STDOUT_FILENO)
      exit(1)
    }
    exit(0)
  }

  private static func runProxy(_ port: UInt16) -> Never {
    var proxy = Proxy(listener: begin(), to: port)
    proxy.run(orders: STDIN_FILENO, replies: STDOUT_FILENO)
    exit(0)
  }

  /// Limits the process's life, listens, and says where.
  private static func begin() -> Int32 {
    limitLife()
    guard let (listener, port) = try? LoopbackSocket.listen() else { exit(1) }
    let line = Array("port \(port)\n".utf8)
    _ = line.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    return listener
  }

  private static func limitLife() {
    alarm(secondsMax)
    signal(SIGPIPE, SIG_IGN)
  }
}

/// The transport of a process that calls nobody.
private struct NoTransport: CallTransport {
  func carry(_ call: Call, to peer: NodeID) async throws -> Answer { throw CallFailure.unreachable }
}
