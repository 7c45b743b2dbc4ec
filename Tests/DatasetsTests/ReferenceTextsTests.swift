import Foundation
import Testing

@testable import Datasets

struct ReferenceTextsTests {
  @Test func textsAreFoundByRelationAndObject() throws {
    let json = """
      [{"relation_id": "P1", "target_id": "Q7", "samples": [{"name": "a", "text": "one"}, {"text": "two"}]},
       {"relation_id": "P1", "target_id": "Q8", "samples": []},
       {"relation_id": "P1", "target_id": "Q7", "samples": [{"name": "b", "text": "three"}]}]
      """
    let references = try withFile(json) { try ReferenceTexts(contentsOf: $0) }
    func request(_ relation: String, _ id: String?) throws -> EditRequest {
      try EditRequest(
        caseID: 0, relation: relation, prompt: "{} is", subject: "x", targetNew: "y", targetTrue: "z", targetNewID: id)
    }
    #expect(try references.about(request("P1", "Q7")) == ["one", "two", "three"])
    for (relation, id) in [("P2", "Q7"), ("P1", "Q8"), ("P1", nil)] {
      #expect(try references.about(request(relation, id)).isEmpty)
    }
  }

  @Test(arguments: ["", "{}", "[{}]", #"[{"relation_id": "P1", "target_id": "Q1", "samples": [{"name": "x"}]}]"#])
  func otherFilesAreRefused(text: String) throws {
    try withFile(text) { url in
      guard case .malformed? = datasetError(of: { _ = try ReferenceTexts(contentsOf: url) }) else {
        Issue.record("accepted")
        return
      }
    }
  }
}

struct TermStatisticsTests {
  /// A vector as NumPy writes it.
  static func npy(_ values: [Double], version: UInt8 = 1, type: String = "<f8") -> Data {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(values.count),), }\n"
    let length = UInt32(header.utf8.count)
    let bytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * UInt32($0))) }
    var data = Data([0x93] + Array("NUMPY".utf8) + [version, 0] + bytes)
    data += Data(header.utf8)
    for value in values {
      for i in 0..<8 { data.append(UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64(i)))) }
    }
    return data
  }

  private func read(_ words: String, _ idf: Data) throws -> TermStatistics {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("terms-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(words.utf8).write(to: folder.appendingPathComponent("tfidf_vocab.json"))
    try idf.write(to: folder.appendingPathComponent("idf.npy"))
    return try TermStatistics(folder: folder)
  }

  @Test(arguments: [1, 2, 3] as [UInt8]) func columnsAreLookedUp(version: UInt8) throws {
    let statistics = try read(#"{"sky": 1, "blue": 0}"#, Self.npy([1.5, -2.25e-300], version: version))
    #expect(statistics.weights == ["blue": 1.5, "sky": -2.25e-300])
  }

  @Test func brokenFilesAreRefused() {
    let good = Self.npy([1, 2])
    for (words, idf) in [
      (#"{"sky": 2}"#, good), (#"{"sky": -1}"#, good), ("[]", good), ("{}", Data()), ("{}", good.prefix(11)),
      ("{}", good.prefix(40)), ("{}", good.dropLast(3)), ("{}", Self.npy([1], type: "<f4")),
      ("{}", Data(repeating: 0xFF, count: 90)),
    ] {
      guard case .malformed? = datasetError(of: { _ = try read(words, idf) }) else {
        Issue.record("accepted: \(words)")
        continue
      }
    }
  }
}
