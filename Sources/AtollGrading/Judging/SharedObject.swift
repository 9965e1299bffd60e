import Foundation

/// Loads compiled Swift into the running process.
enum SharedObject {
  struct Failure: Error {
    let message: String
  }

  /// Loads what code that was not optimised needs and an optimised atoll has no use for itself.
  static func loadRuntime() throws(Failure) {
    for library in ["SwiftOnoneSupport", "_Concurrency", "_StringProcessing"] {
      try load("libswift\(library).so")
    }
  }

  /// Loads an object; what it declares is found by name from then on.
  /// A private one offers its symbols to no other object.
  static func load(_ path: String, isPrivate: Bool = false) throws(Failure) {
    guard dlopen(path, RTLD_NOW | (isPrivate ? RTLD_LOCAL : RTLD_GLOBAL)) != nil else {
      throw Failure(message: dlerror().map { String(cString: $0) } ?? "cannot load \(path)")
    }
  }

  /// A type by its module and name, if it is what the caller needs.
  static func type<Wanted>(_ name: String, in module: String, as wanted: Wanted.Type) throws(Failure)
    -> Wanted
  {
    guard let found = type(name, in: module) else { throw Failure(message: "no type \(module).\(name)") }
    guard let type = found as? Wanted else { throw Failure(message: "\(module).\(name) is not a \(wanted)") }
    return type
  }

  /// A type that is declared outside all others, by its module and name.
  static func type(_ name: String, in module: String) -> Any.Type? {
    // The runtime looks types up by their mangled names, in which the kind comes last: struct, enum, class.
    ["V", "O", "C"].lazy
      .compactMap { _typeByName("\(module.utf8.count)\(module)\(name.utf8.count)\(name)\($0)") }.first
  }
}
