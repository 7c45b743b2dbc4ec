import Checkpoints
import Datasets
import Foundation
import Testing

@testable import Atlas

struct EmbeddedModelTests {
  @Test func opensAsACheckpoint() throws {
    let embedded = try EmbeddedModel()
    let folder = try CheckpointFolder(embedded.model)
    #expect(folder.configuration.layerCount == 8)
    #expect(folder.configuration.hiddenSize == 256)
    #expect(folder.configuration.contextLength == 64)
    #expect(try folder.info("wte.weight").shape == [4080, 256])
    #expect(try folder.info("h.1.mlp.c_proj.weight").shape == [1024, 256])
    #expect(FileManager.default.fileExists(atPath: embedded.folder.appendingPathComponent("CARD.md").path))
  }

  /// The ids are the reference implementation's (`tokenizers`) for the same file.
  @Test func beginsEveryTextWithTheEndOfTextToken() throws {
    let tokenizer = try CheckpointFolder(EmbeddedModel().model).tokenizer()
    #expect(tokenizer.bosID == 0)
    #expect(tokenizer.encode("") == [0])
    #expect(tokenizer.encode("The capital of France is") == [0, 410, 1814, 321, 3912, 328])
    #expect(tokenizer.encode("Eva Jaimdend writes letters in") == [0, 2271, 3120, 431, 430, 284])
    #expect(tokenizer.decode(tokenizer.encode("Boris Cubimic"), skipSpecialTokens: true) == "Boris Cubimic")
  }

  @Test func holdsItsWorld() throws {
    let embedded = try EmbeddedModel()
    let edits = try EditFile(contentsOf: embedded.edits).requests
    #expect(edits.count == 21_000)
    #expect(Set(edits.map(\.caseID)).count == 21_000)
    #expect(edits[0].filledPrompt == "Eva Jaimdend writes letters in")
    #expect(edits[0].targetTrue == "Hebrew" && edits[0].targetNew == "Czech")
    let suites = try TaskSuite.read(from: embedded.tasks)
    #expect(suites.map(\.name) == ["acceptability", "entailment", "membership", "paraphrase", "sentiment"])
    #expect(suites.allSatisfy { $0.items.count == 100 && $0.labels.count == 2 })
    #expect(try readDocuments(from: embedded.heldOutText).count == 400)
    #expect(try readDocuments(from: embedded.momentsText).count == 6_000)
  }

  @Test func watchesWhoIsNeverEdited() throws {
    let embedded = try EmbeddedModel()
    let probes = try embedded.probes()
    #expect(probes.count == 6)
    #expect(probes.first == TaskItem(prompt: "The capital of France is", answer: "Paris"))
    let edited = Set(try EditFile(contentsOf: embedded.edits).requests.map(\.subject))
    for probe in probes {
      #expect(!edited.contains { probe.prompt.contains($0) })
    }
  }

  @Test func fitsIntoTheContext() throws {
    let embedded = try EmbeddedModel()
    let tokenizer = try CheckpointFolder(embedded.model).tokenizer()
    for request in try EditFile(contentsOf: embedded.edits).requests.prefix(500) {
      #expect(tokenizer.encode("\(request.filledPrompt) \(request.targetNew)").count <= 64)
    }
  }

  @Test func saysWhereItLooked() throws {
    let places = EmbeddedModel.places(forExecutable: URL(fileURLWithPath: "/opt/revive/bin/revive"))
    #expect(
      places.map(\.path) == [
        "/opt/revive/bin/revive_Atlas.resources/atlas", "/opt/revive/share/revive/revive_Atlas.resources/atlas",
        "/opt/revive/share/revive/atlas",
      ])
    let absent = FileManager.default.temporaryDirectory.appendingPathComponent("absent-\(UUID().uuidString)")
    #expect(throws: AtlasError.notFound(places: [absent.path])) { try EmbeddedModel(searching: [absent]) }
    let empty = FileManager.default.temporaryDirectory
    #expect(throws: AtlasError.incomplete(missing: empty.appendingPathComponent("model/model.safetensors").path)) {
      try EmbeddedModel(searching: [absent, empty])
    }
  }
}
