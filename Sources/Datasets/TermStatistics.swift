import Files
import Foundation

/// The words that a published TF-IDF knows, and how much each weighs: `tfidf_vocab.json`, an object from words to columns,
/// and `idf.npy`, a vector of 64-bit floats, as ROME and MEMIT have them.
package struct TermStatistics: Sendable, Equatable {
  /// Inverse document frequency by word.
  package let weights: [String: Double]

  package init(weights: [String: Double]) { self.weights = weights }

  /// Reads both files from a folder.
  ///
  /// - Throws: `DatasetError.file`, `.malformed`.
  package init(folder: URL) throws(DatasetError) {
    let wordsFile = folder.appendingPathComponent("tfidf_vocab.json")
    let data = try contents(of: wordsFile)
    let columns: [String: Int]
    do { columns = try JSONDecoder().decode([String: Int].self, from: data) } catch {
      throw .malformed(path: wordsFile.path, problem: "it is not a JSON object from words to column numbers")
    }
    let idf = try Self.vector(in: folder.appendingPathComponent("idf.npy"))
    var weights: [String: Double] = [:]
    for (word, column) in columns {
      guard idf.indices.contains(column) else {
        throw .malformed(
          path: wordsFile.path, problem: "\"\(word)\" is column \(column), but idf.npy has only \(idf.count) of them")
      }
      weights[word] = idf[column]
    }
    self.weights = weights
  }

  /// A vector in NumPy's format, version 1 to 3, of little-endian 64-bit floats.
  private static func vector(in url: URL) throws(DatasetError) -> [Double] {
    let bytes: [UInt8]
    do { bytes = [UInt8](try readFile(url)) } catch { throw .file(error) }
    func malformed(_ problem: String) -> DatasetError { .malformed(path: url.path, problem: problem) }
    guard bytes.count >= 12, Array(bytes[..<6]) == [0x93] + Array("NUMPY".utf8) else {
      throw malformed("it is not a NumPy file")
    }
    let isFirst = bytes[6] == 1
    let start = isFirst ? 10 : 12
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - start else { throw malformed("it is cut short") }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard header.contains("'<f8'") else { throw malformed("its numbers are not 64-bit floats ('<f8')") }
    let values = bytes[(start + length)...]
    guard values.count.isMultiple(of: 8) else { throw malformed("it is cut short") }
    return stride(from: values.startIndex, to: values.endIndex, by: 8).map { place in
      Double(bitPattern: values[place..<place + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
  }
}
