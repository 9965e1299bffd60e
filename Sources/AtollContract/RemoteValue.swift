/// A value of the learner's type that lives in the worker; this is its number there.
///
/// The worker keeps every value that was ever made in the running test, and a mutating call makes a new one. So
/// copying a `RemoteValue` copies the value: each copy goes its own way, as a struct does.
public struct RemoteValue: Sendable {
  private var handle: Int

  /// Makes a value with one of the contract's initialisers.
  ///
  /// - Throws: ``RemoteError``.
  public init<each Argument: Encodable>(making method: String, _ argument: repeat each Argument) throws {
    let returned = try RemoteSession.exchange(try Call(method, on: Call.noHandle, repeat each argument))
    guard returned.handle >= 0 else { throw RemoteError.badReply }
    handle = returned.handle
  }

  /// Calls a method that leaves the value as it is, or reads a property.
  ///
  /// - Throws: ``RemoteError``.
  public func read<each Argument: Encodable, Result: Decodable>(
    _ method: String, _ argument: repeat each Argument
  ) throws -> Result {
    try Remote.result(of: RemoteSession.exchange(try Call(method, on: handle, repeat each argument)))
  }

  /// Calls a mutating method that returns nothing.
  ///
  /// - Throws: ``RemoteError``.
  public mutating func mutate<each Argument: Encodable>(
    _ method: String, _ argument: repeat each Argument
  ) throws {
    let returned = try RemoteSession.exchange(try Call(method, on: handle, repeat each argument))
    guard returned.handle >= 0 else { throw RemoteError.badReply }
    handle = returned.handle
  }

  /// Calls a mutating method that returns a value.
  ///
  /// - Throws: ``RemoteError``.
  public mutating func mutate<each Argument: Encodable, Result: Decodable>(
    _ method: String, _ argument: repeat each Argument, returning type: Result.Type
  ) throws -> Result {
    let returned = try RemoteSession.exchange(try Call(method, on: handle, repeat each argument))
    guard returned.handle >= 0 else { throw RemoteError.badReply }
    handle = returned.handle
    return try Remote.result(of: returned)
  }
}

/// Calls that are not about one value: static methods of the learner's type.
public enum Remote {
  /// Calls a static method of the contract.
  ///
  /// - Throws: ``RemoteError``.
  public static func call<each Argument: Encodable, Result: Decodable>(
    _ method: String, _ argument: repeat each Argument
  ) throws -> Result {
    try result(of: RemoteSession.exchange(try Call(method, on: Call.noHandle, repeat each argument)))
  }

  static func result<Result: Decodable>(of returned: Returned) throws -> Result {
    do {
      return try returned.decoded(as: Result.self)
    } catch {
      throw RemoteError.badReply
    }
  }
}
