public import Atoll

/// Where a distributed actor lives, and what it is called there.
public struct ActorAddress: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The peer on which it lives: a node of a simulation, or a process.
  public let home: NodeID
  /// Its name there.
  public let name: String

  /// Makes an address.
  public init(_ name: String, at home: NodeID) {
    self.home = home
    self.name = name
  }

  /// The name and the home.
  public var description: String { "\(name)@\(home)" }
}

/// A call of a distributed function, as it travels: what stands in a message.
public struct Call: Hashable, Codable, Sendable {
  /// Which of the caller's calls it is, from 1.
  public let number: Int
  /// The name of the actor that is called.
  public let actor: String
  /// The function, by the name that the compiler gives it.
  public let target: String
  /// The arguments, each as JSON.
  public let arguments: [String]

  /// Makes a call.
  public init(number: Int, actor: String, target: String, arguments: [String]) {
    self.number = number
    self.actor = actor
    self.target = target
    self.arguments = arguments
  }
}

/// What comes back for a call.
public enum Answer: Hashable, Codable, Sendable {
  /// The function returned this value, as JSON.
  case returned(String)
  /// The function threw; of the error only its words travel.
  case threw(String)
  /// The function was not carried out, and why.
  case refused(String)
}

/// Why a call brought no value.
public enum CallFailure: Error, Hashable, Codable, Sendable {
  /// Nothing came back in the time that the caller waits. The function may have been carried out, or not, or may
  /// still be.
  case noAnswer
  /// The connection broke while the caller waited. The function may have been carried out, or not.
  case connectionLost
  /// The peer could not be reached: the function was not carried out.
  case unreachable
  /// The peer, or the way there, refused: the function was not carried out.
  case refused(String)
  /// The function threw.
  case threw(String)
  /// The function was carried out, but what came back is no value of its type.
  case unreadable

  /// Whether the caller knows what became of the call.
  public var isDecided: Bool {
    switch self {
    case .noAnswer, .connectionLost: false
    case .unreachable, .refused, .threw, .unreadable: true
    }
  }
}

extension CallFailure: CustomStringConvertible {
  /// The failure in words.
  public var description: String {
    switch self {
    case .noAnswer: "no answer"
    case .connectionLost: "connection lost"
    case .unreachable: "unreachable"
    case .refused(let why): "refused: \(why)"
    case .threw(let error): "threw: \(error)"
    case .unreadable: "unreadable answer"
    }
  }
}
