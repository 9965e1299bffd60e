import Testing
import Foundation
import AtollDiagrams

@Suite struct LookTests {
  @Test func look() throws {
    for line in SpaceTimeDiagram(trace: RandomTrace.make(seed: 3, nodes: 3, events: 40)).text(width: 80, rows: 40, hint: "diagram e1 e20") { print(line.text) }
    for (name, d) in [("two", SpaceTimeDiagram(trace: SampleTraces.twoNodes())), ("cross", SpaceTimeDiagram(trace: SampleTraces.crossing())), ("quorum", SpaceTimeDiagram(trace: SampleTraces.quorum())), ("r5", SpaceTimeDiagram(trace: RandomTrace.make(seed: 3, nodes: 5, events: 60), window: .events(8...60))), ("r3", SpaceTimeDiagram(trace: RandomTrace.make(seed: 4, nodes: 3, events: 300)))] {
      try d.svg().write(toFile: "/tmp/dg/\(name).svg", atomically: true, encoding: .utf8)
    }
  }
}
