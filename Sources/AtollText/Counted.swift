extension Int {
  /// The number and what is counted: "1 section", "2 sections".
  public func of(_ noun: String) -> String { self == 1 ? "1 \(noun)" : "\(self) \(noun)s" }
}
