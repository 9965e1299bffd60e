import Foundation

@testable import AtollConsistency

/// The real histories of etcd, where they are at hand: the folder `etcd` in the folder that `ATOLL_DATA` names.
enum EtcdFolder {
  static let path: String? = {
    guard let data = ProcessInfo.processInfo.environment["ATOLL_DATA"], !data.isEmpty else { return nil }
    let folder = data + "/etcd"
    return FileManager.default.fileExists(atPath: folder + "/verdicts.tsv") ? folder : nil
  }()

  /// The names of the logs with their verdicts.
  static func verdicts() throws -> [(file: String, isLinearizable: Bool)] {
    guard let path else { return [] }
    let table = try String(contentsOfFile: path + "/verdicts.tsv", encoding: .utf8)
    return table.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(whereSeparator: \.isWhitespace)
      return fields.count == 2 ? (String(fields[0]), fields[1] == "true") : nil
    }
  }

  static func history(_ file: String) throws -> LoggedHistory {
    let text = try String(contentsOfFile: (path ?? "") + "/" + file, encoding: .utf8)
    return try LogSpecification.named("cas-register").history(OperationLog(text))
  }
}

extension LogSpecification {
  struct Missing: Error {}

  static func named(_ name: String) throws -> LogSpecification {
    guard let found = all.first(where: { $0.name == name }) else { throw Missing() }
    return found
  }
}
