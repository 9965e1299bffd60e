/// Which modules a submission may import. The worker loads no others, so that naming another would fail later
/// and less clearly; what a module could do to the machine is the sandbox's affair, not this rule's.
struct ImportRule: Sendable {
  let contract: String

  /// What the standard library and Foundation bring, with the library that the worker must load for it where
  /// atoll itself does not have it loaded.
  static let system: [String: String?] = [
    "Swift": nil, "Foundation": nil, "FoundationEssentials": nil, "Dispatch": nil, "Glibc": nil,
    "Darwin": nil,
    "_Concurrency": nil, "_StringProcessing": nil, "RegexBuilder": "libswiftRegexBuilder.so",
    "Synchronization": "libswiftSynchronization.so", "Observation": "libswiftObservation.so", "Atoll": nil,
  ]

  func allows(_ module: String) -> Bool {
    module == contract || ImportRule.system[module] != nil
  }

  /// The libraries that the worker must load before it locks itself.
  static func libraries(for modules: Set<String>) -> [String] {
    modules.compactMap { system[$0] ?? nil }.sorted()
  }

  /// The first import of each file that is not allowed, as the compiler would report it.
  func violations(in submission: Submission) -> [Diagnostic] {
    submission.files.flatMap { file -> [Diagnostic] in
      let text = String(decoding: file.content, as: UTF8.self)
      return SwiftSource(text).imports.filter { !allows($0.module) }.map { found in
        Diagnostic(
          path: file.path, line: found.line, column: found.column, severity: .error,
          message:
            "a solution cannot import \(found.module): it may import \(contract), Atoll, Foundation and the "
            + "standard library",
          source: Diagnostic.line(found.line, of: text))
      }
    }
  }
}
