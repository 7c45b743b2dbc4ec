import Foundation
import TestSupport
import Testing

@testable import Hub

/// What Ollama's names mean in its store. The layout and the manifest are those of Ollama 0.9 (`ollama pull smollm2:135m`).
struct OllamaStoreTests {
  private static let digest = String(repeating: "f535f83ec568d040", count: 4)

  private func write(_ text: String, to path: String, in folder: URL) throws {
    let url = folder.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func manifest(_ layers: [(String, String)]) -> String {
    let layers = layers.map { kind, digest in
      #"{"mediaType": "application/vnd.ollama.image.\#(kind)", "digest": "\#(digest)", "size": 1}"#
    }
    return """
      {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
       "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "digest": "sha256:0"},
       "layers": [\(layers.joined(separator: ", "))]}
      """
  }

  private var whole: String { manifest([("template", "sha256:1"), ("model", "sha256:\(Self.digest)")]) }

  @Test func namesLeadToBlobs() throws {
    try withTemporaryFolder { folder in
      let places = [
        "ollama:smollm2:135m": "registry.ollama.ai/library/smollm2/135m",
        "ollama:smollm2": "registry.ollama.ai/library/smollm2/latest",
        "ollama:someone/model:q4": "registry.ollama.ai/someone/model/q4",
        "ollama:hf.co/org/model:Q8_0": "hf.co/org/model/Q8_0",
      ]
      for path in places.values { try write(whole, to: "manifests/\(path)", in: folder) }
      try write("GGUF", to: "blobs/sha256-\(Self.digest)", in: folder)
      let stores = ModelStores(environment: ["OLLAMA_MODELS": folder.path])
      for name in places.keys {
        let place = try stores.find(name)
        #expect(place.url.lastPathComponent == "sha256-\(Self.digest)")
        #expect(place.name == (name == "ollama:smollm2" ? "ollama:smollm2:latest" : name))
      }
      #expect(
        stores.ollama.models().map { "\($0.name)" }.sorted()
          == places.keys.map {
            $0 == "ollama:smollm2" ? "ollama:smollm2:latest" : $0
          }.sorted())
      let absent = failure(ModelNameError.self) { _ = try stores.find("ollama:llama3.2:1b") }
      #expect(absent.map { "\($0)" }?.hasSuffix("get it with ollama pull llama3.2:1b") == true)
      for name in ["ollama:", "ollama:a/b/c/d", "ollama:../x", "ollama:a:../../b", "ollama:a:", "ollama:/a"] {
        #expect(throws: ModelNameError.malformed(name, form: "ollama:NAME[:TAG]")) { try stores.find(name) }
      }
    }
  }

  @Test func aPersonsStoreComesBeforeTheServices() throws {
    try withTemporaryFolder { folder in
      let store = OllamaStore(environment: ["HOME": folder.path])
      #expect(store.folders.map(\.path) == ["\(folder.path)/.ollama/models", "/usr/share/ollama/.ollama/models"])
    }
  }

  @Test func manifestsThatLeadElsewhereAreRefused() throws {
    let damaged = [
      "": "cannot be read", "{}": "cannot be read", manifest([]): "names no model",
      manifest([("model", "sha256:../../../etc/passwd")]): "has a digest that is none",
      manifest([("model", "sha256-\(Self.digest)")]): "has a digest that is none",
      manifest([("model", "sha256:\(Self.digest)")]): "which is not there",
      manifest([("model", "sha256:\(Self.digest)"), ("adapter", "sha256:1")]): "names an adapter",
    ]
    for (text, problem) in damaged {
      try withTemporaryFolder { folder in
        try write(text, to: "manifests/registry.ollama.ai/library/m/latest", in: folder)
        let store = OllamaStore([folder])
        let error = failure(ModelNameError.self) { _ = try store.find(OllamaName(model: "m")) }
        #expect(error.map { "\($0)" }?.contains(problem) == true, "\(text)")
        guard case .failure? = store.models().first?.place else { return #expect(Bool(false)) }
      }
    }
  }
}
