import Testing

@testable import AtollGrading

struct SwiftSourceTests {
  @Test func `imports are found where the compiler finds them`() {
    let source = SwiftSource(
      """
      import Foundation
      @testable import Hidden; import struct Glibc.timeval
      // import Comment
      /* import Block /* nested */ import Still */
      let text = "import String"
      let long = \"""
        import Long
        \"""
      func f() { let x = 1 }
      private import/**/Odd
      """)
    #expect(source.imports.map(\.module) == ["Foundation", "Hidden", "Glibc", "Odd"])
    #expect(source.imports.map(\.line) == [1, 2, 2, 10])
    #expect(source.imports[1].column == 18)
  }

  @Test func `types outside all others are found`() {
    let source = SwiftSource(
      "public struct A { enum Inner {} }\nfinal class B {}\nenum `C` {}\nimport struct X.Y\nextension A {}")
    #expect(source.types.map(\.name) == ["A", "B", "C"])
    #expect(source.types.map(\.kind) == ["struct", "class", "enum"])
  }

  @Test func `test methods are found, helpers are not`() {
    let source = SwiftSource(
      """
      final class SomeTests: XCTestCase {
        func testA() throws { func testInner() {} }
        func testB() async throws {}
        // func testC() {}
        func testWith(_ number: Int) {}
        func helper() {}
      }
      """)
    #expect(source.testMethods == ["testA", "testB"])
    #expect(source.suiteClass == "SomeTests")
  }

  @Test func `text that never ends does not hang the scanner`() {
    for text in ["\"", "\"\"\"", "/*", "#\"", "\"\\", "/* /*", "}}}}", "import", "class A:", "##"] {
      _ = SwiftSource(text).imports
      _ = SwiftSource(text).types
      _ = SwiftSource(text).testMethods
      _ = SwiftSource(text).suiteClass
    }
  }
}
