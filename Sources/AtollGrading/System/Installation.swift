import Foundation

/// Where this atoll, its course and its cache are. Handed in as a value, so that tests can have their own.
public struct Installation: Sendable, Equatable {
  /// The atoll program: it plays the judge and the worker, too.
  public var executable: String
  /// The folder of the compiled modules that contracts and submissions import.
  public var modules: String
  /// The folder that holds `Lessons` and `Exercises`.
  public var course: String
  /// Where compiled suites are kept.
  public var cache: String
  /// Where submissions are compiled, each in a folder that goes when it is graded.
  public var scratch: String

  /// Describes an installation; the modules are beside the program and the scratch folder is in the cache, unless
  /// told otherwise.
  public init(
    executable: String, modules: String? = nil, course: String, cache: String, scratch: String? = nil
  ) {
    self.executable = executable
    self.modules = modules ?? Installation.folder(of: executable) + "/Modules"
    self.course = course
    self.cache = cache
    self.scratch = scratch ?? cache + "/scratch"
  }

  /// The installation that a program belongs to.
  ///
  /// The course is the nearest folder above the program that holds `Lessons`, `Exercises` and `Package.swift`,
  /// unless `ATOLL_COURSE` names another.
  ///
  /// - Throws: ``InstallationError``.
  public static func containing(
    executable: String? = nil, environment: [String: String]
  ) throws(InstallationError) -> Installation {
    guard let executable = executable ?? ownExecutable() else { throw .noExecutable }
    if let told = environment["ATOLL_COURSE"], !told.isEmpty {
      return try Installation(executable: executable, course: told, cache: cacheFolder(environment))
        .with(course: told)
    }
    guard let course = courseAbove(executable) else { throw .noCourse(executable) }
    return Installation(executable: executable, course: course, cache: cacheFolder(environment))
  }

  /// Whether the course is Atoll's own, whose models are a part of the program.
  public var isOwnCourse: Bool { FileManager.default.fileExists(atPath: course + "/Package.swift") }

  /// This atoll with another course.
  ///
  /// - Throws: ``InstallationError/notACourse(_:)`` where the folder holds no course.
  public func with(course folder: String) throws(InstallationError) -> Installation {
    let holds = { FileManager.default.fileExists(atPath: folder + "/" + $0) }
    guard holds("Exercises") || holds("Lessons") else { throw .notACourse(folder) }
    var other = self
    other.course = Installation.absolute(folder)
    return other
  }

  /// The folder for what can be made again: `$ATOLL_HOME/cache`, `$XDG_CACHE_HOME/atoll` or `~/.cache/atoll`.
  public static func cacheFolder(_ environment: [String: String]) -> String {
    if let home = environment["ATOLL_HOME"], !home.isEmpty { return absolute(home) + "/cache" }
    // The XDG specification says that a relative path in the variable is to be ignored.
    if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/atoll" }
    // Foundation asks the system's list of users, which may know another folder than the user's own setting.
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
    return home + "/.cache/atoll"
  }

  static func folder(of path: String) -> String {
    (path as NSString).deletingLastPathComponent
  }

  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  /// The folder of the package that the program was built from, where it is still there.
  public var package: String? {
    Installation.folder(above: executable, holding: ["Sources/Atoll", "Package.swift"])
  }

  private static func courseAbove(_ executable: String) -> String? {
    folder(above: executable, holding: ["Lessons", "Exercises", "Package.swift"])
  }

  private static func folder(above executable: String, holding parts: [String]) -> String? {
    var folder = Installation.folder(of: executable)
    while folder.count > 1 {
      if parts.allSatisfy({ FileManager.default.fileExists(atPath: folder + "/" + $0) }) { return folder }
      folder = Installation.folder(of: folder)
    }
    return nil
  }

  private static func ownExecutable() -> String? {
    #if os(Linux)
      return RealPath.of("/proc/self/exe")
    #else
      var size: UInt32 = 0
      _ = _NSGetExecutablePath(nil, &size)
      var buffer = [CChar](repeating: 0, count: Int(size) + 1)
      guard _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
      return RealPath.of(
        String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    #endif
  }
}

/// Why no installation was found.
public enum InstallationError: Error, Equatable, Sendable {
  /// The system does not say where this program is.
  case noExecutable
  /// No folder above the program is a course.
  case noCourse(String)
  /// A folder, which `ATOLL_COURSE` or the caller named, holds neither exercises nor lessons.
  case notACourse(String)

  /// What is wrong and what to do next.
  public var message: String {
    switch self {
    case .noExecutable:
      "atoll cannot find its own program file: is /proc mounted?"
    case .noCourse(let executable):
      "no course above \(executable): set ATOLL_COURSE to the folder that holds Lessons and Exercises"
    case .notACourse(let folder):
      "\(folder) is no course: it holds neither Exercises nor Lessons; `atoll new exercise NAME` begins one"
    }
  }
}

enum RealPath {
  /// The path with every symbolic link followed, or nil where nothing is there.
  static func of(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
