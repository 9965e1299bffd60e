import Atoll
import AtollDiagrams
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct SVGPropertyTests {
  /// Reads a picture as XML and keeps its elements and texts.
  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [String: Int] = [:]
    var texts: [String: String] = [:]
    private var path: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements[name, default: 0] += 1
      path.append(name)
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      path.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      texts[path.joined(separator: "/"), default: ""] += string
    }
  }

  private func read(_ svg: String) -> Reader? {
    let parser = XMLParser(data: Data(svg.utf8))
    let reader = Reader()
    parser.delegate = reader
    return parser.parse() ? reader : nil
  }

  @Test(arguments: 0..<20)
  func `a picture is XML with a title and the text equivalent`(_ seed: Int) throws {
    let trace = RandomTrace.make(
      seed: seed, nodes: 1 + seed % 7, events: 60, labels: SampleTraces.hostileLabels)
    let diagram = SpaceTimeDiagram(trace: trace, window: .events(10...50))
    let reader = try #require(read(diagram.svg(title: "<&>\u{1}")), "seed \(seed): not XML")
    #expect(reader.texts["svg/title"] == "<&>\\u{1}")
    #expect(reader.texts["svg/desc"] == diagram.sentences().joined(separator: "\n"))
    #expect(reader.elements["script"] == nil)
    #expect(reader.elements["svg"] == 1)
  }

  @Test func `every event of the window has its number in the picture`() throws {
    let trace = RandomTrace.make(seed: 5, nodes: 4, events: 90)
    let reader = try #require(read(SpaceTimeDiagram(trace: trace, window: .events(20...80)).svg()))
    let texts = try #require(reader.texts["svg/text"])
    for number in 20...80 { #expect(texts.contains("e\(number)")) }
  }

  @Test func `an empty trace is a picture too`() {
    #expect(read(SpaceTimeDiagram(trace: Trace(names: [], events: [], now: 0)).svg()) != nil)
    #expect(read(SpaceTimeDiagram(trace: Trace(names: ["a"], events: [], now: 0)).svg()) != nil)
  }

  @Test func `a picture names no element by an id, so that many may stand in one page`() {
    #expect(!SpaceTimeDiagram(trace: SampleTraces.quorum()).svg().contains(" id="))
  }
}
