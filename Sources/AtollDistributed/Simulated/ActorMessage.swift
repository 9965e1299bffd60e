import Distributed

/// What the peers of a simulation send to each other.
public enum ActorMessage: Hashable, Codable, Sendable {
  /// A call.
  case call(Call)
  /// The answer to the receiver's call with this number.
  case answer(Answer, toCall: Int)
}

extension ActorMessage: CustomStringConvertible {
  /// `1: deposit(5)`, or `1: 5`: the number of the call, then the function, or what it returned.
  public var description: String {
    switch self {
    case .call(let call): "\(call.number): \(call.function)(\(call.arguments.joined(separator: ", ")))"
    case .answer(.returned(let value), let number): "\(number): \(value)"
    case .answer(.threw(let error), let number): "\(number): threw \(error)"
    case .answer(.refused(let why), let number): "\(number): refused, \(why)"
    }
  }
}

extension Call {
  /// The function's name as it stands in the source.
  public var function: String {
    // `Module.Account.deposit(_:)`
    let full = RemoteCallTarget(target).description
    let path = full.prefix { $0 != "(" }
    return path.split(separator: ".").last.map(String.init) ?? full
  }
}
