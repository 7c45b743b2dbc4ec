import Foundation
import Testing

@testable import Datasets

struct DocumentsTests {
  @Test func readsOneDocumentALine() throws {
    let documents = try withFile("First one .\r\n\n  second\u{2028}one \n\t\nthird") { try readDocuments(from: $0) }
    #expect(documents == ["First one .", "second\u{2028}one", "third"])
  }

  @Test func refusesEmptyAndBinaryFiles() throws {
    for data in [Data(), Data("\n \n".utf8), Data([0x61, 0xFF])] {
      try withFile(data) { url in
        guard case .malformed(url.path, _) = datasetError(of: { _ = try readDocuments(from: url) }) else {
          Issue.record("accepted")
          return
        }
      }
    }
  }
}
