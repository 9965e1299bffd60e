public import Atoll
public import Distributed
import Synchronization

/// Lets distributed actors be called from other peers; one for each peer.
///
/// Swift asks it where an actor lives (`resolve`) and hands it every call of one that lives elsewhere (`remoteCall`).
/// It writes the call down and gives it to its transport. What arrives from other peers goes to `answer(_:)`. Whether
/// a peer is a node of a simulation or a process is known to the transport alone.
///
/// - SeeAlso: Swift Evolution SE-0336 and SE-0344, "Distributed Actor Isolation" and "Distributed Actor Runtime".
public final class AtollActorSystem: DistributedActorSystem {
  /// Where an actor lives, and its name there.
  public typealias ActorID = ActorAddress
  /// Writes calls down.
  public typealias InvocationEncoder = CallEncoder
  /// Reads them.
  public typealias InvocationDecoder = CallDecoder
  /// Takes what functions return.
  public typealias ResultHandler = CallResultHandler
  /// What travels must be `Codable`.
  public typealias SerializationRequirement = any Codable

  /// The peer that this is.
  public let peer: NodeID
  private let transport: any CallTransport
  private let book: Mutex<Book>

  /// What changes.
  private struct Book {
    /// The actors that live here. They live until `end()`.
    var residents: [String: any DistributedActor] = [:]
    var callsMade: Int
  }

  /// Makes the system of a peer.
  ///
  /// - Parameter callsMade: how many calls the peer has made before; numbers are not used twice.
  public init(peer: NodeID, transport: any CallTransport, callsMade: Int = 0) {
    self.peer = peer
    self.transport = transport
    book = Mutex(Book(callsMade: callsMade))
  }

  /// How many calls the peer has made.
  public var callsMade: Int { book.withLock { $0.callsMade } }

  /// Lets the actors that live here go.
  public func end() {
    let residents = book.withLock { book in
      defer { book.residents = [:] }
      return book.residents
    }
    // They resign while they are let go: not under the lock.
    withExtendedLifetime(residents) {}
  }

  // MARK: - Who lives here

  /// The actor itself where it lives here; none where it lives elsewhere: Swift then makes a stand-in.
  public func resolve<Act: DistributedActor>(id: ActorAddress, as type: Act.Type) throws -> Act?
  where Act.ID == ActorAddress {
    guard id.home == peer else { return nil }
    guard let actor = book.withLock({ $0.residents[id.name] }) as? Act else {
      throw CallFailure.refused("no \(Act.self) called \(id.name) lives here")
    }
    return actor
  }

  /// Names a new actor after its type; the second one of a type gets a number.
  public func assignID<Act: DistributedActor>(_ type: Act.Type) -> ActorAddress
  where Act.ID == ActorAddress {
    let residents = book.withLock { $0.residents }
    let name = "\(type)"
    var number = 1
    while residents[number == 1 ? name : "\(name)\(number)"] != nil { number += 1 }
    return ActorAddress(number == 1 ? name : "\(name)\(number)", at: peer)
  }

  /// A new actor can be called from now on.
  public func actorReady<Act: DistributedActor>(_ actor: Act) where Act.ID == ActorAddress {
    book.withLock { $0.residents[actor.id.name] = actor }
  }

  /// Nothing is left to do: an actor lives here until `end()`.
  public func resignID(_ id: ActorAddress) {}

  // MARK: - Calls to others

  /// Begins to write a call down.
  public func makeInvocationEncoder() -> CallEncoder { CallEncoder() }

  /// Calls a function of an actor that lives elsewhere.
  public func remoteCall<Act: DistributedActor, Err: Error, Res: Codable>(
    on actor: Act, target: RemoteCallTarget, invocation: inout CallEncoder, throwing: Err.Type,
    returning: Res.Type
  ) async throws -> Res where Act.ID == ActorAddress {
    let text = try await result(of: target, on: actor.id, invocation.arguments)
    do { return try JSONText.value(text) } catch { throw CallFailure.unreadable }
  }

  /// Calls a function of an actor that lives elsewhere and returns nothing.
  public func remoteCallVoid<Act: DistributedActor, Err: Error>(
    on actor: Act, target: RemoteCallTarget, invocation: inout CallEncoder, throwing: Err.Type
  ) async throws where Act.ID == ActorAddress {
    _ = try await result(of: target, on: actor.id, invocation.arguments)
  }

  private func result(of target: RemoteCallTarget, on id: ActorAddress, _ arguments: [String]) async throws
    -> String
  {
    let number = book.withLock { book in
      book.callsMade += 1
      return book.callsMade
    }
    let call = Call(number: number, actor: id.name, target: target.identifier, arguments: arguments)
    switch try await transport.carry(call, to: id.home) {
    case .returned(let value): return value
    case .threw(let error): throw CallFailure.threw(error)
    case .refused(let why): throw CallFailure.refused(why)
    }
  }

  // MARK: - Calls from others

  /// Carries out a call that has arrived, whatever stands in it.
  public func answer(_ call: Call) async -> Answer {
    guard let actor = book.withLock({ $0.residents[call.actor] }) else {
      return .refused("nobody called \(call.actor) lives here")
    }
    return await answer(call, by: actor)
  }

  private func answer<Act: DistributedActor>(_ call: Call, by actor: Act) async -> Answer {
    // Swift looks the function up by its name only. A function of another type, called on this actor, would read
    // memory that is none of its own: whoever sends the call could make that happen.
    guard let type = _mangledTypeName(Act.self), call.target.hasPrefix("$s\(type)") else {
      return .refused("\(call.actor) has no such function")
    }
    let result = Mutex(Answer.refused("the function gave no answer"))
    do {
      var arguments = CallDecoder(call.arguments)
      try await executeDistributedTarget(
        on: actor, target: RemoteCallTarget(call.target), invocationDecoder: &arguments,
        handler: CallResultHandler { answer in result.withLock { $0 = answer } })
    } catch {
      return .refused("\(call.actor) has no such function")
    }
    return result.withLock { $0 }
  }
}
