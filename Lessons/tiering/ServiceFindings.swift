import Atoll

/// What can be said of a run of a service.
enum ServiceFindings {
  /// Whether every request was answered, and how long the answers took.
  static func answered(_ run: Simulation<ServiceNode>) -> Finding {
    let measures = run.measures()
    let open = measures.made - measures.answered - measures.refused
    var finding = Finding("every request was answered", open > 0 ? .open : measures.refused > 0 ? .no : .yes)
    finding.reasons.append(
      "\(measures.made) made, \(measures.answered) answered, \(measures.refused) failed, \(open) pending")
    if measures.answered > 0 {
      finding.reasons.append(
        "response times in ticks: mean \(tenths(measures.mean)), p50 \(Int(measures.p50)), p99 \(Int(measures.p99))"
      )
    }
    return finding
  }

  /// Little's law: the mean number of requests in a system is the rate at which they come times the mean time that they
  /// stay. Where the system begins and ends empty it is an identity; while somebody is inside it says nothing yet.
  static func little(_ run: Simulation<ServiceNode>, _ server: Station) -> Finding {
    let measures = run.measures()
    guard server.count == 0, run.now > 0, measures.answered > 0, measures.answered == server.done else {
      return Finding(
        "Little's law: L = λ·W", .open, ["requests are pending, were given up, or were done more than once"])
    }
    let ticks = Double(server.areaTick)
    let inside = Double(server.area) / ticks
    let product = Double(measures.answered) / ticks * measures.mean
    let difference = inside - product
    return Finding(
      "Little's law: L = λ·W", difference.magnitude < 0.001 * inside ? .yes : .no,
      [
        "L, the mean number in the server: \(thousandths(inside)); λ·W, arrivals for a tick times mean stay: \(thousandths(product))"
      ])
  }

  /// A number with one digit after the point.
  static func tenths(_ number: Double) -> String { decimal(number, digits: 1) }
  /// A number with three digits after the point.
  static func thousandths(_ number: Double) -> String { decimal(number, digits: 3) }

  private static func decimal(_ number: Double, digits: Int) -> String {
    guard number.isFinite else { return "none" }
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((number * Double(scale)).rounded())
    let fraction = String(scaled.magnitude % UInt(scale))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(scaled < 0 ? "-" : "")\(scaled.magnitude / UInt(scale)).\(zeros)\(fraction)"
  }
}
