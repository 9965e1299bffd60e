internal import Foundation

/// The contract's methods by name, as the worker calls them, and the values that they have made.
///
/// An exercise's glue fills the table once for the learner's type; the worker then answers calls from it.
public final class MethodTable {
  /// What one method does: takes a call, may add a value, gives the result.
  private typealias Method = (MethodTable, Call) throws -> Returned

  private var methods: [String: Method] = [:]
  /// Makes nodes and calls their handlers, where the exercise is about nodes. What it has made stays when a test ends.
  package var nodes: ((_ request: [UInt8]) throws -> [UInt8])?
  /// Only ever appended to while a test runs, so that an old number keeps its old value.
  private var values: [Any] = []

  /// Starts without methods.
  public init() {}

  /// An initialiser of the learner's type.
  public func making<Value, each Argument: Decodable>(
    _ method: String, _ body: @escaping (repeat each Argument) throws -> Value
  ) {
    methods[method] = { table, call in
      var arguments = Arguments(call.arguments)
      let value = try body(repeat try arguments.next((each Argument).self))
      return Returned(handle: table.keep(value), result: [])
    }
  }

  /// A method that leaves the value as it is, or a property.
  public func reading<Value, each Argument: Decodable, Result: Encodable>(
    _ method: String, _ body: @escaping (Value, repeat each Argument) throws -> Result
  ) {
    methods[method] = { table, call in
      var arguments = Arguments(call.arguments)
      let value = try table.value(call.handle, as: Value.self)
      let result = try body(value, repeat try arguments.next((each Argument).self))
      return Returned(handle: Call.noHandle, result: Array(try JSONEncoder().encode(result)))
    }
  }

  /// A mutating method that returns a value.
  public func mutating<Value, each Argument: Decodable, Result: Encodable>(
    _ method: String, _ body: @escaping (inout Value, repeat each Argument) throws -> Result
  ) {
    methods[method] = { table, call in
      var arguments = Arguments(call.arguments)
      var value = try table.value(call.handle, as: Value.self)
      let result = try body(&value, repeat try arguments.next((each Argument).self))
      let encoded = Array(try JSONEncoder().encode(result))
      return Returned(handle: table.keep(value), result: encoded)
    }
  }

  /// A mutating method that returns nothing.
  public func mutating<Value, each Argument: Decodable>(
    _ method: String, _ body: @escaping (inout Value, repeat each Argument) throws -> Void
  ) {
    methods[method] = { table, call in
      var arguments = Arguments(call.arguments)
      var value = try table.value(call.handle, as: Value.self)
      try body(&value, repeat try arguments.next((each Argument).self))
      return Returned(handle: table.keep(value), result: [])
    }
  }

  /// A static method of the learner's type.
  public func calling<each Argument: Decodable, Result: Encodable>(
    _ method: String, _ body: @escaping (repeat each Argument) throws -> Result
  ) {
    methods[method] = { _, call in
      var arguments = Arguments(call.arguments)
      let result = try body(repeat try arguments.next((each Argument).self))
      return Returned(handle: Call.noHandle, result: Array(try JSONEncoder().encode(result)))
    }
  }

  /// Answers a request of the judge.
  public func answer(_ request: Frame) -> Frame {
    func reply(_ kind: Frame.Kind, _ payload: [UInt8] = []) -> Frame {
      Frame(kind: kind, sequence: request.sequence, payload: payload)
    }
    switch request.kind {
    case .forget:
      values.removeAll()
      return reply(.returned)
    case .call:
      guard let call = try? Call(payload: request.payload), let method = methods[call.method] else {
        return reply(.refused)
      }
      return answer(request) { try method(self, call).payload }
    case .node:
      guard let nodes else { return reply(.refused) }
      return answer(request) { try nodes(request.payload) }
    default:
      return reply(.refused)
    }
  }

  private func answer(_ request: Frame, _ body: () throws -> [UInt8]) -> Frame {
    let sequence = request.sequence
    do {
      return Frame(kind: .returned, sequence: sequence, payload: try body())
    } catch is FrameError {
      return Frame(kind: .refused, sequence: sequence)
    } catch {
      var writer = FrameWriter()
      writer.write(String(describing: error))
      return Frame(kind: .threw, sequence: sequence, payload: writer.bytes)
    }
  }

  private func keep(_ value: Any) -> Int {
    values.append(value)
    return values.count - 1
  }

  private func value<Value>(_ handle: Int, as type: Value.Type) throws -> Value {
    guard values.indices.contains(handle), let value = values[handle] as? Value else {
      throw FrameError.noSuchValue(handle)
    }
    return value
  }
}

/// What ties an exercise's contract to the method table: an exercise's `Remote.swift` declares one type named
/// `Glue` that conforms to it.
public protocol ContractGlue {
  /// Fills the table with the contract's methods on the learner's type.
  ///
  /// - Returns: false when the type does not conform to the contract.
  static func fill(_ table: MethodTable, for type: Any.Type) -> Bool
}
