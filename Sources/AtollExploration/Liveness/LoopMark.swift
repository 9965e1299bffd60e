import Atoll

extension ExampleRun {
  /// The run with a mark in its trace where its last steps begin, which go on for ever.
  ///
  /// - Parameter loop: how many steps those are; none makes no mark.
  package func marked(loop: Int) -> ExampleRun {
    guard loop > 0, loop <= length else { return self }
    let last = moments[length - loop].eventCount
    func shifted(_ number: Int) -> Int { number > last ? number + 1 : number }
    var events = trace.events.map { event in
      var event = event
      event.number = shifted(event.number)
      event.cause = event.cause.map(shifted)
      return event
    }
    let time = events.indices.contains(last) ? events[last].time : trace.now
    events.insert(TraceEvent(number: last + 1, time: time, kind: .loop), at: last)
    let moments = moments.enumerated().map { step, moment in
      Moment(
        eventCount: step > length - loop ? moment.eventCount + 1 : moment.eventCount,
        configuration: moment.configuration, operations: moment.operations)
    }
    return ExampleRun(
      choices: choices, trace: Trace(names: trace.names, events: events, now: trace.now), moments: moments)
  }
}
