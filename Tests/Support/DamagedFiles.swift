import Foundation
import Numerics

/// `data` with a few bytes changed, inserted, removed or cut off.
package func damaged(_ data: Data, using generator: inout SeededGenerator) -> Data {
  var bytes = Array(data)
  let tokens = ["-1", "9223372036854775807", "1e308", "null", "[", "}", "\"", "\\ud800", "0", ","]
  for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 1: bytes.remove(at: place)
    case 2: bytes.removeSubrange(place...)
    case 3: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
    default: bytes.insert(contentsOf: Array(tokens[place % tokens.count].utf8), at: place)
    }
  }
  return Data(bytes)
}

/// Reads `count` damaged copies of `original`, written to `name`, and uses what could be read.
///
/// - Returns: The errors that came of it.
package func errors(
  reading original: Data, as name: String, damaged count: Int, use: (URL) throws -> Void
) throws -> [any Error] {
  var generator = SeededGenerator(seed: 5)
  return try withTemporaryFolder { folder in
    let url = folder.appendingPathComponent(name)
    var errors: [any Error] = []
    for _ in 0..<count {
      try damaged(original, using: &generator).write(to: url)
      do { try use(url) } catch { errors.append(error) }
    }
    return errors
  }
}
