import Atoll

/// What a service does at its capacity: a fixed number of users, and plateau or collapse.
enum CapacityStudies {
  static let closed = Study("closed", "throughput and response time against the number of users") {
    settings, seed in
    let (think, service) = (settings.integer("think"), settings.integer("service"))
    var table = StudyTable(
      columns: [
        .init("users"), .init("throughput", unit: "requests in 1000 ticks"), .init("error", unit: "requests"),
        .init("response time", unit: "ticks"), .init("N/X - Z", unit: "ticks"),
        .init("theory, throughput", unit: "requests in 1000 ticks"), .init("theory, response", unit: "ticks"),
      ],
      drawing: .init(
        x: "users", yName: "requests in 1000 ticks",
        [.init("throughput", error: "error"), .init("theory, throughput", .theory)]),
      remarks: [
        "Each row: \(LoadStudies.runs) runs of \(LoadStudies.requests) requests, the first \(LoadStudies.warmUp) of each not counted; think time Z is \(think) ticks.",
        "N/X - Z: users over measured throughput, less the think time. Theory: mean value analysis, for one worker.",
      ])
    for users in [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20] {
      let results = LoadStudies.measure(settings.with("arrivals", "closed").with("users", users), seed).map(
        \.measures)
      let throughput = Estimate(results.map(\.throughput))
      let theory = QueueingTheory.closed(users: users, think: Double(think), service: Double(service))
      let hasTheory =
        settings.integer("workers") == 1 && settings.integer("contention") == 0
        && settings.integer("timeout") == 0 && settings.integer("line") == 0
      table.append([
        .init(users), .init(throughput.mean), .init(throughput.error),
        .init(Estimate(results.map(\.mean)).mean),
        .init(1000 * Double(users) / throughput.mean - Double(think)),
        .init(hasTheory ? 1000 * theory.throughput : .nan), .init(hasTheory ? theory.response : .nan),
      ])
    }
    return table
  }

  static let capacity = Study("capacity", "throughput against the load: plateau, contention, retries") {
    settings, seed in
    let patience = 10 * settings.integer("service")
    let attempts = settings.integer("attempts")
    var table = StudyTable(
      columns: [
        .init("load", unit: "%"), .init("patient", unit: "requests in 1000 ticks"),
        .init("contention", unit: "requests in 1000 ticks"),
        .init("gives up", unit: "requests in 1000 ticks"),
        .init("retries", unit: "requests in 1000 ticks"),
        .init("retries, short line", unit: "requests in 1000 ticks"),
      ],
      drawing: .init(
        x: "load", yName: "answered in time (requests in 1000 ticks)",
        [
          .init("patient"), .init("contention"), .init("gives up"), .init("retries"),
          .init("retries, short line"),
        ]),
      remarks: [
        "Each value: 4 runs of 2500 requests, the first \(LoadStudies.warmUp) of each not counted; beyond the capacity lines grow as long as a run lasts.",
        "patient: clients wait for ever. contention: each other request in the server slows one down by 1 %.",
        "gives up: after \(patience) ticks. retries: after \(patience) ticks they ask again, \(attempts) times in all. Late answers do not count.",
        "short line: the same, but only 4 may wait; who is refused does not ask again.",
      ])
    let plain = settings.with("arrivals", "open").with("timeout", 0).with("contention", 0).with("line", 0)
    let impatient = plain.with("timeout", patience)
    let variants = [
      plain, plain.with("contention", 10), impatient.with("attempts", 1),
      impatient.with("attempts", attempts), impatient.with("attempts", attempts).with("line", 4),
    ]
    for load in [20, 40, 60, 80, 90, 100, 110, 120, 140, 160] {
      table.append(
        [.init(load)]
          + variants.map { variant in
            let results = LoadStudies.measure(variant.with("load", load), seed, requests: 2500, runs: 4).map(
              \.measures)
            return .init(Estimate(results.map(\.throughput)).mean)
          })
    }
    return table
  }
}
