import Foundation

/// Where Atoll keeps what belongs to the learner: state, settings, cache.
///
/// Only paths; nothing is made here. By the XDG conventions, or all below `ATOLL_HOME` where that is set.
/// - SeeAlso: XDG Base Directory Specification, version 0.8, 2021.
public struct StateFolder: Hashable, Sendable {
  /// Progress and history.
  public let state: String
  /// Settings.
  public let config: String
  /// What can be made again, such as compiled suites.
  public let cache: String

  /// The file of the lines typed earlier.
  public var historyPath: String { state + "/history" }

  /// The folders that an environment names.
  ///
  /// Empty variables count as unset, and relative XDG paths are ignored, as the specification asks.
  /// - Parameters:
  ///   - environment: The environment's variables.
  ///   - userHome: The home folder where `HOME` names none.
  public init(environment: [String: String], userHome: String = NSHomeDirectory()) {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    if let home = value("ATOLL_HOME") {
      state = home
      config = home + "/config"
      cache = home + "/cache"
      return
    }
    let home = value("HOME") ?? userHome
    func folder(_ name: String, _ standard: String) -> String {
      (value(name).flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "\(home)/\(standard)") + "/atoll"
    }
    state = folder("XDG_STATE_HOME", ".local/state")
    config = folder("XDG_CONFIG_HOME", ".config")
    cache = folder("XDG_CACHE_HOME", ".cache")
  }
}
