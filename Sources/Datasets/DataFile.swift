import Files
import Foundation

/// Reads a data file of text whole, or what comes out of a pipe.
///
/// - Throws: `DatasetError.file`, or `.malformed` if it is not UTF-8.
func contents(of url: URL) throws(DatasetError) -> Data {
  do { return try readText(url, .mappedIfSafe, takesPipes: true) } catch {
    guard case .notText(let path, let problem) = error else { throw .file(error) }
    throw .malformed(path: path, problem: problem)
  }
}

/// The records of a file: a JSON array, or one JSON object a line.
///
/// - Parameter broken: what stands for a line that is no such object. (An array has to be whole.)
/// - Throws: `DatasetError.malformed` for a file that is neither.
func jsonRecords<Record: Decodable & Sendable>(
  in data: Data, path: String, broken: (JSONFault) -> Record
) throws(DatasetError) -> [Record] {
  let decoder = JSONDecoder()
  switch data.first(where: { !isJSONSpace($0) }) {
  case UInt8(ascii: "{"):
    let lines = data.split(separator: UInt8(ascii: "\n")).filter { !$0.allSatisfy(isJSONSpace) }
    return lines.map { line in
      do { return try decoder.decode(Record.self, from: line) } catch { return broken(JSONFault(error)) }
    }
  case UInt8(ascii: "["):
    if let records: [Record] = recordsSideBySide(in: data) { return records }
    do { return try decoder.decode([Record].self, from: data) } catch {
      throw .malformed(path: path, problem: "it is not valid JSON, perhaps cut short")
    }
  default:
    throw .malformed(path: path, problem: "it is neither a JSON array nor JSON lines")
  }
}

/// The records of a large JSON array, decoded on all cores; nil for anything else, or where something is wrong.
private func recordsSideBySide<Record: Decodable & Sendable>(in data: Data) -> [Record]? {
  let count = min(ProcessInfo.processInfo.activeProcessorCount, data.count >> 20)
  guard count > 1, let pieces = pieces(of: data, count: count) else { return nil }
  var parts = [[Record]?](repeating: nil, count: pieces.count)
  parts.withUnsafeMutableBufferPointer { parts in
    nonisolated(unsafe) let parts = parts
    DispatchQueue.concurrentPerform(iterations: pieces.count) { place in
      let array = Data("[".utf8) + data[pieces[place]] + Data("]".utf8)
      parts[place] = try? JSONDecoder().decode([Record].self, from: array)
    }
  }
  let whole = parts.compactMap(\.self)
  return whole.count == pieces.count ? Array(whole.joined()) : nil
}

/// What lies between the brackets of a JSON array, cut at about `count - 1` of the commas between its elements; nil where
/// there is no end to it.
private func pieces(of data: Data, count: Int) -> [Range<Int>]? {
  var pieces: [Range<Int>] = []
  var (depth, isText, isEscaped) = (0, false, false)
  var start = data.startIndex
  let end = data.withUnsafeBytes { bytes -> Int? in
    for (place, byte) in bytes.enumerated() {
      if isEscaped {
        isEscaped = false
      } else if isText {
        if byte == UInt8(ascii: "\\") { isEscaped = true } else if byte == UInt8(ascii: "\"") { isText = false }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isText = true
        case UInt8(ascii: "["), UInt8(ascii: "{"):
          depth += 1
          if depth == 1 { start = data.startIndex + place + 1 }
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
          depth -= 1
          if depth == 0 { return byte == UInt8(ascii: "]") ? place : nil }
        case UInt8(ascii: ",") where depth == 1 && place * count >= (pieces.count + 1) * bytes.count:
          pieces.append(start..<data.startIndex + place)
          start = data.startIndex + place + 1
        default: break
        }
      }
    }
    return nil
  }
  guard let end, data.dropFirst(end + 1).allSatisfy(isJSONSpace) else { return nil }
  pieces.append(start..<data.startIndex + end)
  // A comma with nothing behind it belongs to no array.
  return pieces.contains { data[$0].allSatisfy(isJSONSpace) } ? nil : pieces
}

private func isJSONSpace(_ byte: UInt8) -> Bool {
  [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t")].contains(byte)
}
