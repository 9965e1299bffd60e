public import Atoll

/// What carries calls to other peers and brings the answers: a simulated network, or sockets.
///
/// This is all that an `AtollActorSystem` knows of where it runs.
public protocol CallTransport: Sendable {
  /// Hands a call to a peer and waits for the answer.
  ///
  /// - Throws: `CallFailure`, and nothing else: always within a time that the transport is given, for no caller may
  ///   wait for ever.
  func carry(_ call: Call, to peer: NodeID) async throws -> Answer
}
