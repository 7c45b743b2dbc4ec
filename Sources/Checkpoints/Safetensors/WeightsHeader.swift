import Files
import Foundation

/// What a file of weights says about its tensors: the JSON of a safetensors file, as far as it is there; of a GGUF file all
/// that comes before the tensors.
///
/// - Throws: `CheckpointError.invalidGGUF` and what else reading the header of a GGUF file throws; what reading a file does.
package func weightsHeader(of url: URL) throws -> Data {
  if GGUFModel.isOne(url) {
    let file = try mappedBytes(of: url)
    return file.prefix(try GGUFHeader(file, path: url.path).dataStart)
  }
  let file = try openFile(url)
  defer { try? file.close() }
  let length = (try file.read(upToCount: 8) ?? Data()).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  return try file.read(upToCount: Int(min(length, 1 << 27))) ?? Data()
}
