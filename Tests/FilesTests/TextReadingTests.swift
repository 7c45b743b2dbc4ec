import Files
import Foundation
import TestSupport
import Testing

struct TextReadingTests {
  private func read(_ bytes: [UInt8]) throws -> Data {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("text")
      try Data(bytes).write(to: url)
      return try readText(url)
    }
  }

  @Test func dropsTheMarkOfUTF8() throws {
    #expect(try read([0xEF, 0xBB, 0xBF] + Array("é{}".utf8)) == Data("é{}".utf8))
    #expect(try read(Array("é{}".utf8)) == Data("é{}".utf8))
    #expect(try read([]) == Data())
  }

  @Test(arguments: [
    ([0xFF, 0xFE, 0x7B, 0x00], "UTF-16"), ([0xFE, 0xFF, 0x00, 0x7B], "UTF-16"),
    ([0x7B, 0xC3, 0xA9, 0xE9, 0x7D], "not UTF-8 at byte 4, perhaps Latin-1"), ([0x00, 0xFF], "it is not text"),
  ])
  func namesOtherEncodings(bytes: [UInt8], problem: String) {
    let error = failure(FileError.self) { _ = try read(bytes) }
    #expect(error?.description.contains(problem) == true, "\(String(describing: error))")
  }
}
