/// How numbers are written in plots and tables: the same everywhere, whatever the locale.
public enum PlotNumber {
  /// A number with at most three digits after the point, fewer where five digits tell it; a small one with three
  /// significant digits.
  public static func text(_ value: Double) -> String {
    let size = abs(value)
    guard size > 0 else { return "0" }
    guard size < 1e15 else { return "\(value)" }
    var digits = size < 99.9995 ? 3 : size < 999.995 ? 2 : size < 9999.95 ? 1 : 0
    var scaled = size
    while scaled < 0.1, digits < 12 {
      scaled *= 10
      digits += 1
    }
    return text(value, digits: digits)
  }

  /// A number with at most so many digits after the point.
  private static func text(_ value: Double, digits: Int) -> String {
    let unit = (0..<digits).reduce(1) { unit, _ in unit * 10 }
    let parts = (abs(value) * Double(unit)).rounded()
    guard parts < 1e18 else { return "\(value)" }
    let (whole, rest) = Int(parts).quotientAndRemainder(dividingBy: unit)
    let sign = value < 0 && parts > 0 ? "-" : ""
    guard rest != 0 else { return "\(sign)\(whole)" }
    var text = "\(rest)"
    text = String(repeating: "0", count: digits - text.count) + text
    while text.hasSuffix("0") { text.removeLast() }
    return "\(sign)\(whole).\(text)"
  }
}
