import Files
import Foundation

/// The safetensors files that together hold a model too large for one, as `model.safetensors.index.json` lists them.
package struct ShardedTensors: TensorSource {
  /// Where the index is; the files lie beside it.
  package let url: URL
  private let index: Data
  private let shards: [String: TensorFile]
  /// The name of the file that holds a tensor, by the tensor's name.
  private let places: [String: String]

  /// Opens the index and the header of every file that it names.
  ///
  /// - Throws: `FileError.unreadable`, `CheckpointError.invalidIndex` for an index that is none or that names a file outside
  ///   its folder, `.missingShard`, `.missingTensor` where a file lacks what the index promises, and what opening a
  ///   `TensorFile` throws.
  package init(index url: URL) throws {
    self.url = url
    index = try readFile(url)
    places = try decodeJSON(Index.self, fromUnambiguous: index) { fault in
      CheckpointError.invalidIndex(path: url.path, problem: "\(fault)")
    }.weightMap
    let folder = url.deletingLastPathComponent()
    var shards: [String: TensorFile] = [:]
    for name in Set(places.values).sorted() {
      guard Self.isFileName(name) else {
        throw CheckpointError.invalidIndex(path: url.path, problem: "\"\(name)\" is not the name of a file beside it")
      }
      let file = folder.appendingPathComponent(name)
      guard try isThere(file) else {
        throw CheckpointError.missingShard(index: url.path, shard: name)
      }
      shards[name] = try TensorFile(file)
    }
    for (tensor, place) in places.sorted(by: { $0.key < $1.key }) { _ = try shards[place]?.info(tensor) }
    self.shards = shards
  }

  package var files: [URL] { shards.keys.sorted().compactMap { shards[$0]?.url } }

  package func requireUnchanged() throws { for shard in shards.values { try shard.requireUnchanged() } }

  package var names: [String] { places.keys.sorted() }

  /// The one that a single file with the same tensors has.
  package var checksum: UInt64 {
    var sum = Checksum()
    for name in names {
      sum.add(Data(name.utf8))
      if let bytes = try? shard(of: name).rawBytes(name) { sum.add(mapped: bytes) }
    }
    return sum.value
  }

  package func contains(_ name: String) -> Bool { places[name] != nil }
  package func info(_ name: String) throws -> TensorInfo { try shard(of: name).info(name) }
  package func floats(_ name: String) throws -> [Float] { try shard(of: name).floats(name) }
  package func stored(_ name: String) throws -> (info: TensorInfo, bytes: Data) { try shard(of: name).stored(name) }
  package func elements(_ name: String) throws -> NamedTensor.Elements { try shard(of: name).elements(name) }
  package func storedMatrix(_ name: String) throws -> StoredMatrix? { try shard(of: name).storedMatrix(name) }

  /// The same shards with the same tensors, and the index at last.
  package func writeCopy(replacing replacements: [String: [Float]], to folder: URL) throws {
    try check(replacements)
    let contents = Dictionary(grouping: names) { places[$0] ?? "" }
    for (shard, names) in contents.sorted(by: { $0.key < $1.key }) {
      try write(names, replacing: replacements, to: folder.appendingPathComponent(shard))
    }
    try writeAtomically(to: folder.appendingPathComponent(url.lastPathComponent)) { try $0.write(contentsOf: index) }
  }

  private func shard(of name: String) throws -> TensorFile {
    guard let place = places[name], let shard = shards[place] else {
      throw CheckpointError.missingTensor(path: url.path, tensor: name)
    }
    return shard
  }

  /// Whether `name` names a file in the folder it is looked up in, and nothing above or below it.
  private static func isFileName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.contains { $0 == "/" || $0 == "\0" }
  }

  private struct Index: Decodable {
    let weightMap: [String: String]

    enum CodingKeys: String, CodingKey {
      case weightMap = "weight_map"
    }
  }
}
