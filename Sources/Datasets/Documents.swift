import Foundation

/// Reads a plain-text file with one document a line, in UTF-8; blank lines are left out.
///
/// - Throws: `DatasetError.file`, or `.malformed` if the file is not UTF-8 or has no document.
package func readDocuments(from url: URL) throws(DatasetError) -> [String] {
  let text = String(decoding: try contents(of: url), as: UTF8.self)
  let lines = text.utf8.split(separator: UInt8(ascii: "\n"))
  let documents = lines.map { trimmed(String(Substring($0))) }.filter { !$0.isEmpty }
  guard !documents.isEmpty else { throw .malformed(path: url.path, problem: "it holds no text") }
  return documents
}
