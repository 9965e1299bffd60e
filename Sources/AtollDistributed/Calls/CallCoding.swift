public import Distributed
import Foundation

/// Writes down a call of a distributed function: its arguments, each as JSON.
public struct CallEncoder: DistributedTargetInvocationEncoder {
  /// What travels must be `Codable`.
  public typealias SerializationRequirement = any Codable

  var arguments: [String] = []

  /// Refuses: a function of any type would have its types travel too.
  public mutating func recordGenericSubstitution<T>(_ type: T.Type) throws {
    throw CallFailure.refused("a generic function cannot be called from afar")
  }

  /// Writes an argument.
  public mutating func recordArgument<Value: Codable>(_ argument: RemoteCallArgument<Value>) throws {
    arguments.append(try JSONText.of(argument.value))
  }

  /// Nothing to write: the caller knows the type.
  public mutating func recordReturnType<R: Codable>(_ type: R.Type) throws {}

  /// Nothing to write: of errors only the words travel.
  public mutating func recordErrorType<E: Error>(_ type: E.Type) throws {}

  /// Nothing is left to write.
  public mutating func doneRecording() throws {}
}

/// Reads the arguments of a call.
public struct CallDecoder: DistributedTargetInvocationDecoder {
  /// What travels must be `Codable`.
  public typealias SerializationRequirement = any Codable

  private var arguments: ArraySlice<String>

  init(_ arguments: [String]) { self.arguments = arguments[...] }

  /// None: generic functions are refused where they are called.
  public mutating func decodeGenericSubstitutions() throws -> [any Any.Type] { [] }

  /// Reads the next argument.
  public mutating func decodeNextArgument<Argument: Codable>() throws -> Argument {
    guard let text = arguments.popFirst() else { throw CallFailure.refused("an argument is missing") }
    do { return try JSONText.value(text) } catch {
      throw CallFailure.refused("an argument is no \(Argument.self)")
    }
  }

  /// The function's own type says it.
  public mutating func decodeReturnType() throws -> (any Any.Type)? { nil }

  /// The function's own type says it.
  public mutating func decodeErrorType() throws -> (any Any.Type)? { nil }
}

/// Takes what a distributed function returned or threw, and makes an answer of it.
public struct CallResultHandler: DistributedTargetInvocationResultHandler {
  /// What travels must be `Codable`.
  public typealias SerializationRequirement = any Codable

  let take: @Sendable (Answer) -> Void

  /// The function returned a value.
  public func onReturn<Success: Codable>(value: Success) async throws {
    take(.returned(try JSONText.of(value)))
  }

  /// The function returned.
  public func onReturnVoid() async throws { take(.returned(JSONText.nothing)) }

  /// The function threw, or its arguments could not be read.
  public func onThrow<Err: Error>(error: Err) async throws {
    if let failure = error as? CallFailure, case .refused(let why) = failure {
      take(.refused(why))
    } else {
      take(.threw("\(error)"))
    }
  }
}

/// Values as JSON; equal values give equal text.
enum JSONText {
  /// Stands for the value of a function that returns none.
  static let nothing = "null"

  static func of(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func value<Value: Decodable>(_ text: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }
}
