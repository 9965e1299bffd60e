public import Distributed

/// What a peer does for its clients, and which actor lives on it: the same code in a simulation and as a process.
public protocol PeerProgram: Hashable, Codable, Sendable {
  /// The actor that may live on a peer.
  associatedtype Resident: ResidentActor
  /// What a client can ask of the peer.
  associatedtype Request: Hashable & Codable & Sendable
  /// What the peer answers.
  associatedtype Reply: Hashable & Codable & Sendable

  /// Does what a client asks. It may call distributed actors; it waits for nothing else.
  func serve(_ request: Request, with system: AtollActorSystem) async -> Reply
}

/// A distributed actor that can be made anew from what it holds.
///
/// An actor is an object: it cannot be copied, compared or written down. A simulation keeps what it holds instead.
public protocol ResidentActor: DistributedActor where ActorSystem == AtollActorSystem {
  /// Everything that it holds.
  associatedtype Memory: Hashable & Codable & Sendable

  /// Makes an actor that holds this.
  init(remembering memory: Memory, actorSystem: AtollActorSystem)

  /// What it holds now.
  var memory: Memory { get }
}
