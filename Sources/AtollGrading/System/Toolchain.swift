import CAtollSandbox
import Foundation

/// The compiler and linker of the Swift toolchain that this atoll was built with.
///
/// It must be that one: a compiled module can be read only by the compiler that wrote it. The Swift runtime that
/// this process has loaded tells where it is; the search path is the second guess, for a runtime installed apart.
struct Toolchain: Sendable, Equatable {
  /// The folder with `bin` and `lib`.
  let root: String
  let compiler: String
  let linker: String
  /// The object that registers a shared object's types with the runtime.
  let runtimeObject: String
  /// The folder of the runtime's libraries.
  let libraries: String

  static func find(environment: [String: String] = ProcessInfo.processInfo.environment) -> Toolchain? {
    var roots: [String] = []
    if let library = loadedRuntime() {
      // …/lib/swift/linux/libswiftCore.so
      roots.append((0..<4).reduce(library) { path, _ in Installation.folder(of: path) })
    }
    for folder in (environment["PATH"] ?? "").split(separator: ":") {
      if let compiler = RealPath.of(folder + "/swiftc") {
        roots.append(Installation.folder(of: Installation.folder(of: compiler)))
      }
    }
    return roots.lazy.compactMap(Toolchain.init(root:)).first
  }

  private init?(root: String) {
    let here = { (path: String) in FileManager.default.isReadableFile(atPath: root + "/" + path) }
    let object = "lib/swift/linux/\(Toolchain.architecture)/swiftrt.o"
    guard here("bin/swift-frontend"), here("bin/ld.lld"), here(object) else { return nil }
    self.root = root
    compiler = root + "/bin/swift-frontend"
    linker = root + "/bin/ld.lld"
    runtimeObject = root + "/" + object
    libraries = root + "/lib/swift/linux"
  }

  #if arch(arm64)
    static let architecture = "aarch64"
  #else
    static let architecture = "x86_64"
  #endif

  static var target: String { architecture + "-unknown-linux-gnu" }

  /// Changes whenever another compiler is installed; cheaper than asking it for its version.
  var identity: String { FileIdentity.of(compiler) }

  private static func loadedRuntime() -> String? {
    guard let symbol = dlsym(nil, "swift_retain"), let file = atoll_object_holding(symbol) else { return nil }
    return RealPath.of(String(cString: file))
  }
}

enum FileIdentity {
  /// A text that differs when the file has been replaced or rewritten.
  static func of(_ path: String) -> String {
    var about = stat()
    guard stat(path, &about) == 0 else { return "\(path) is missing" }
    #if os(Linux)
      let time = about.st_mtim
    #else
      let time = about.st_mtimespec
    #endif
    return "\(RealPath.of(path) ?? path) \(about.st_size) \(time.tv_sec).\(time.tv_nsec)"
  }
}
