import Files
import Foundation

/// Where Ollama keeps models: `manifests/HOST/USER/NAME/TAG` names the blobs in `blobs` that a model is made of, of which
/// one is a GGUF file.
package struct OllamaStore: Sendable {
  /// Of the person and of the service, in the order in which they are looked at.
  package let folders: [URL]

  package init(_ folders: [URL]) { self.folders = folders }

  package init(environment: [String: String]) {
    if let path = environment["OLLAMA_MODELS"], !path.isEmpty {
      folders = [URL(fileURLWithPath: path)]
    } else {
      let home = environment["HOME"] ?? NSHomeDirectory()
      folders = [home, "/usr/share/ollama"].map { URL(fileURLWithPath: $0).appendingPathComponent(".ollama/models") }
    }
  }

  /// - Throws: `ModelNameError.absent`, `.damaged`.
  package func find(_ name: OllamaName) throws(ModelNameError) -> ModelPlace {
    for folder in folders {
      let manifest = Self.manifest(of: name, in: folder)
      guard FileManager.default.fileExists(atPath: manifest.path) else { continue }
      return ModelPlace(url: try Self.model(manifest, in: folder), name: "\(name)", notice: nil)
    }
    let pulled = "\(name)".dropFirst(OllamaName.prefix.count)
    throw .absent(name: "\(name)", places: folders.map(\.path), command: "ollama pull \(pulled)")
  }

  /// The models of the store, with what is wrong with those that cannot be found.
  package func models() -> [(name: OllamaName, place: Result<ModelPlace, ModelNameError>)] {
    var seen: Set<String> = []
    return folders.flatMap { folder in
      Snapshot.files(under: folder.appendingPathComponent("manifests")).sorted().compactMap { path in
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count == 4 else { return nil }
        let name = OllamaName(host: parts[0], space: parts[1], model: parts[2], tag: parts[3])
        guard seen.insert("\(name)").inserted else { return nil }
        return (name, Result { () throws(ModelNameError) in try find(name) })
      }
    }
  }

  private static func manifest(of name: OllamaName, in folder: URL) -> URL {
    folder.appendingPathComponent("manifests/\(name.host)/\(name.space)/\(name.model)/\(name.tag)")
  }

  /// The GGUF file that a manifest names.
  private static func model(_ manifest: URL, in folder: URL) throws(ModelNameError) -> URL {
    func damaged(_ problem: String) -> ModelNameError { .damaged(path: manifest.path, problem: problem) }
    guard let data = try? openFile(manifest).read(upToCount: 1 << 20), let file = try? JSONParser.parse(Array(data)),
      let layers = file["layers"]?.array
    else { throw damaged("cannot be read as a manifest of Ollama's") }
    let kinds = layers.map { $0["mediaType"]?.string?.split(separator: ".").last ?? "" }
    guard !kinds.contains("adapter") else { throw damaged("names an adapter, which is not read: merge it first") }
    guard let index = kinds.firstIndex(of: "model"), let digest = layers[index]["digest"]?.string else {
      throw damaged("names no model")
    }
    let parts = digest.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "sha256", parts[1].count == 64, parts[1].allSatisfy(\.isHexDigit) else {
      throw damaged("has a digest that is none")
    }
    let blob = folder.appendingPathComponent("blobs/sha256-\(parts[1])")
    guard FileManager.default.fileExists(atPath: blob.path) else {
      throw damaged("names \(blob.path), which is not there: pull the model again")
    }
    return blob
  }
}
