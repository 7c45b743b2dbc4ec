import Foundation

/// Reads a file of text in UTF-8 whole, without the mark with which some editors begin it.
///
/// - Parameter takesPipes: whether a pipe will do, of up to 4 GB.
/// - Throws: `FileError.unreadable`, `.notText`.
package func readText(
  _ url: URL, _ options: Data.ReadingOptions = [], takesPipes: Bool = false
) throws(FileError) -> Data {
  let data = try readFile(url, options, takesPipes: takesPipes)
  if let problem = encodingProblem(data) { throw .notText(path: url.path, problem: problem) }
  return data.starts(with: [0xEF, 0xBB, 0xBF]) ? Data(data.dropFirst(3)) : data
}

/// What speaks against text in UTF-8, and how it becomes that; nil where nothing does.
private func encodingProblem(_ data: Data) -> String? {
  func convert(from encoding: String) -> String { "convert it with iconv -f \(encoding) -t UTF-8" }
  if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
    return "it is text in UTF-16, not UTF-8; " + convert(from: "UTF-16")
  }
  guard data.withUnsafeBytes({ String(validating: $0, as: UTF8.self) }) == nil else { return nil }
  let place = data.withUnsafeBytes(endOfText)
  guard !data.contains(0) else { return "it is not text" }
  return "it is not UTF-8 at byte \(place + 1), perhaps Latin-1; " + convert(from: "ISO-8859-1")
}

/// How many bytes from the start are UTF-8.
private func endOfText(_ bytes: UnsafeRawBufferPointer) -> Int {
  var decoder = UTF8()
  var place = 0
  var source = bytes.makeIterator()
  while case .scalarValue(let scalar) = decoder.decode(&source) { place += UTF8.width(scalar) }
  return place
}
