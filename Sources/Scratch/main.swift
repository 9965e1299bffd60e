import Atoll
import AtollExploration
import AtollLessons
func go<P: Explorable>(_ p: P) {
  let c = ContinuousClock()
  var r: ExplorationReport? = nil
  let t = c.measure { r = Explorer(p.problem).explore() }
  guard let r else { return }
  let sec = Double(t.components.seconds) + Double(t.components.attoseconds) * 1e-18
  print(r.end, r.states, r.transitions, r.idleTransitions, "depth", r.depth, "B/state", Double(r.bytes) / Double(r.states), "calls", r.handlerCalls, sec, "s", Double(r.states) / sec / 1e6, "M/s")
  for p in r.properties { print("  ", p.name, p.isViolated(r.end), p.example?.length ?? -1) }
}
let n = CommandLine.arguments.dropFirst().first ?? "3"
for h in ["no", "yes"] {
var s = Settings(TwoPhaseCommit.settings)
try s.set("participants", to: n)
try s.set("hasty", to: h)
if let p = TwoPhaseCommit.problem(s) { go(p) }
}
