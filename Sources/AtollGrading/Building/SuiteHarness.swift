/// The Swift source that is compiled together with a suite so that the judge can run it.
///
/// It is generated because XCTest on Linux cannot list a class's tests, and because atoll itself must not link
/// XCTest: that would make every start of the notebook slower.
struct SuiteHarness {
  let suiteClass: String
  let tests: [String]

  /// The name of the type that the judge asks the suite's module for.
  static let type = "Harness"

  var source: String {
    """
    import AtollContract
    import XCTest

    enum \(SuiteHarness.type): CompiledSuite {
      static func run(_ names: [String], host: any SuiteHost) {
        let observer = FailureObserver(host)
        XCTestObservationCenter.shared.addTestObserver(observer)
        defer { XCTestObservationCenter.shared.removeTestObserver(observer) }
        let bodies = Dictionary(uniqueKeysWithValues: all())
        for name in names {
          guard let body = bodies[name], host.testWillBegin(name) else { continue }
          let entry = testCase([(name, body)])
          for (name, closure) in entry.allTests { entry.testCaseClass.init(name: name, testClosure: closure).run() }
          host.testDidEnd(name)
        }
      }

      private typealias Body = (\(suiteClass)) -> () throws -> Void

      private static func all() -> [(String, Body)] {
        [
    \(tests.map { "      (\"\($0)\", body(\(suiteClass).\($0)))," }.joined(separator: "\n"))
        ]
      }

      private static func body(_ method: @escaping (\(suiteClass)) -> () throws -> Void) -> Body { method }

      private static func body(_ method: @escaping (\(suiteClass)) -> () async throws -> Void) -> Body {
        asyncTest(method)
      }
    }

    private final class FailureObserver: XCTestObservation {
      private let host: any SuiteHost

      init(_ host: any SuiteHost) { self.host = host }

      func testCase(
        _ testCase: XCTestCase, didFailWithDescription description: String, inFile filePath: String?,
        atLine lineNumber: Int
      ) {
        host.testDidFail(SuiteFailure(description: description, line: lineNumber > 0 ? lineNumber : nil))
      }
    }

    """
  }
}
