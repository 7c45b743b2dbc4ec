import Files
import Foundation
import Testing

/// Lines of a file that is read in pieces, against the whole text split at once.
@Suite struct LineReadingTests {
  @Test(arguments: ["", "\n", "a", "a\n", "a\nb", "\n\na\n\nbcd\n", String(repeating: "long line ", count: 40) + "\nx"])
  func linesAreThoseOfTheText(text: String) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("lines-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(text.utf8).write(to: url)
    var expected = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let torn = expected.removeLast()
    for chunk in [1, 2, 3, 7, 64, 4_096] {
      var (whole, rest): ([String], String?) = ([], nil)
      try readLines(of: url, chunk: chunk) { line, isWhole in
        let text = String(decoding: line, as: UTF8.self)
        if isWhole { whole.append(text) } else { rest = text }
      }
      #expect(whole == expected && (rest ?? "") == torn, "chunk \(chunk)")
    }
  }

  @Test func aFileThatIsNotThereIsNamed() {
    #expect(throws: FileError.self) { try readLines(of: URL(fileURLWithPath: "/nowhere/log")) { _, _ in } }
  }
}
