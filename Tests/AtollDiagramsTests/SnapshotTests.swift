import AtollDiagrams
import Foundation
import Testing

/// Pictures compared with the files in `Snapshots`; `ATOLL_RECORD=1` writes the files anew.
@Suite struct SnapshotTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Snapshots")

  private func check(_ text: String, _ name: String) throws {
    let file = Self.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["ATOLL_RECORD"] == "1" {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return
    }
    let recorded = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    #expect(text == recorded, "\(name) has changed; if it is meant: ATOLL_RECORD=1 swift test")
  }

  private func page(_ lines: [DiagramLine]) -> String { lines.map { $0.text + "\n" }.joined() }

  @Test(arguments: SampleTraces.all)
  func `samples look as recorded on a terminal`(_ sample: SampleTraces.Sample) throws {
    let diagram = SpaceTimeDiagram(trace: sample.trace)
    try check(page(diagram.text(width: 80)), "\(sample.name)-80.txt")
    try check(page(diagram.text(width: 40)), "\(sample.name)-40.txt")
    try check(page(diagram.text(width: 80, glyphs: .ascii)), "\(sample.name)-ascii.txt")
  }

  @Test(arguments: SampleTraces.all)
  func `samples read as recorded`(_ sample: SampleTraces.Sample) throws {
    let sentences = SpaceTimeDiagram(trace: sample.trace).sentences()
    try check(sentences.map { $0 + "\n" }.joined(), "\(sample.name)-sentences.txt")
  }

  @Test(arguments: SampleTraces.all)
  func `samples look as recorded on a page`(_ sample: SampleTraces.Sample) throws {
    try check(SpaceTimeDiagram(trace: sample.trace).svg(), "\(sample.name).svg")
  }

  @Test func `a window of a long run looks as recorded`() throws {
    let trace = RandomTrace.make(seed: 3, nodes: 5, events: 300)
    let diagram = SpaceTimeDiagram(trace: trace, window: .events(100...260))
    try check(page(diagram.text(width: 80, rows: 30, hint: "diagram e100 e240")), "long-80.txt")
    try check(SpaceTimeDiagram(trace: trace, window: .events(100...140)).svg(), "long.svg")
  }

  @Test func `roles are as recorded`() throws {
    let lines = SpaceTimeDiagram(trace: SampleTraces.quorum()).text(width: 60)
    let text = lines.map { line in line.spans.map { "\($0.role)[\($0.text)]" }.joined() + "\n" }.joined()
    try check(text, "roles.txt")
  }
}
