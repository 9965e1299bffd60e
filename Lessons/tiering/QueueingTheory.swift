/// What queueing theory says of a service, for the same unit of time as the rates that it is given.
///
/// Kleinrock, "Queueing Systems, Volume 1: Theory", 1975, unless another source is named.
public enum QueueingTheory {
  /// M/M/1: the mean response time; none where the service cannot keep up.
  public static func mm1(arrivals: Double, services: Double) -> Double? {
    arrivals < services ? 1 / (services - arrivals) : nil
  }

  /// M/M/1: the time within which 99 of 100 requests are answered. Response times are exponentially distributed.
  public static func mm1P99(arrivals: Double, services: Double) -> Double? {
    mm1(arrivals: arrivals, services: services).map { $0 * 4.605_170_185_988_091 }  // ln 100
  }

  /// M/M/c: the probability that a request has to wait (Erlang's C formula), for c workers with `services` each.
  public static func erlangC(arrivals: Double, services: Double, workers: Int) -> Double {
    let offered = arrivals / services
    var blocking = 1.0  // Erlang's B, for 0, 1, … workers
    for worker in 1...workers { blocking = offered * blocking / (Double(worker) + offered * blocking) }
    let utilisation = offered / Double(workers)
    return blocking / (1 - utilisation * (1 - blocking))
  }

  /// M/M/c: the mean response time; none where the workers cannot keep up.
  public static func mmc(arrivals: Double, services: Double, workers: Int) -> Double? {
    let capacity = Double(workers) * services
    guard arrivals < capacity else { return nil }
    let waits = erlangC(arrivals: arrivals, services: services, workers: workers)
    return 1 / services + waits / (capacity - arrivals)
  }

  /// A closed system: so many users think for `think`, then ask a server with one worker that takes `service`.
  ///
  /// By mean value analysis (Reiser and Lavenberg, "Mean-value analysis of closed multichain queuing networks",
  /// 1980), which is exact here.
  public static func closed(users: Int, think: Double, service: Double) -> (
    throughput: Double, response: Double
  ) {
    var inQueue = 0.0
    var response = service
    var throughput = 0.0
    for user in 1...max(users, 1) {
      response = service * (1 + inQueue)
      throughput = Double(user) / (response + think)
      inQueue = throughput * response
    }
    return (throughput, response)
  }

  /// The universal scalability law: how much more N machines do than one.
  ///
  /// `contention` is the share of the work that only one machine at a time can do, `coherence` what each pair of
  /// machines costs. With no coherence it is Amdahl's law. Gunther, "Guerrilla Capacity Planning", 2007; Amdahl,
  /// "Validity of the single processor approach to achieving large scale computing capabilities", 1967.
  public static func scalability(machines: Int, contention: Double, coherence: Double) -> Double {
    let n = Double(machines)
    return n / (1 + contention * (n - 1) + coherence * n * (n - 1))
  }
}
