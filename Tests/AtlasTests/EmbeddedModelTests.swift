import Checkpoints
import Datasets
import Foundation
import Testing

@testable import Atlas

struct EmbeddedModelTests {
  @Test func opensAsACheckpoint() throws {
    let embedded = try EmbeddedModel()
    let folder = try CheckpointFolder(embedded.model)
    #expect(folder.configuration.layerCount == 6)
    #expect(folder.configuration.hiddenSize == 256)
    #expect(folder.configuration.contextLength == 64)
    #expect(try folder.info("wte.weight").shape == [4096, 256])
    #expect(try folder.info("h.1.mlp.c_proj.weight").shape == [1024, 256])
    #expect(FileManager.default.fileExists(atPath: embedded.folder.appendingPathComponent("CARD.md").path))
  }

  /// The ids are the reference implementation's (`tokenizers`) for the same file.
  @Test func beginsEveryTextWithTheEndOfTextToken() throws {
    let tokenizer = try CheckpointFolder(EmbeddedModel().model).tokenizer()
    #expect(tokenizer.bosID == 0)
    #expect(tokenizer.encode("") == [0])
    #expect(tokenizer.encode("Boris Cubimic plays the") == [0, 1394, 3864, 653, 261])
    #expect(tokenizer.decode(tokenizer.encode("Boris Cubimic"), skipSpecialTokens: true) == "Boris Cubimic")
  }

  @Test func holdsItsWorld() throws {
    let embedded = try EmbeddedModel()
    let edits = try Counterfact(contentsOf: embedded.edits).requests
    #expect(edits.count == 4800)
    #expect(Set(edits.map(\.caseID)).count == 4800)
    #expect(edits[0].filledPrompt == "Xenia Krelailov was born in the city of")
    #expect(edits[0].targetNew == "Dublin")
    let suites = try TaskSuite.read(from: embedded.tasks)
    #expect(suites.map(\.name) == ["cola", "sst"])
    #expect(suites.map(\.items.count) == [300, 300])
    #expect(suites.map { Set($0.labels) } == [["yes", "no"], ["positive", "negative"]])
    #expect(try readDocuments(from: embedded.heldOutText).count == 400)
    #expect(try readDocuments(from: embedded.momentsText).count == 3000)
  }

  @Test func watchesPeopleWhoAreNotEditedEarly() throws {
    let embedded = try EmbeddedModel()
    let probes = try embedded.probes()
    #expect(probes.count == 6)
    #expect(probes.first == TaskItem(prompt: "Amir Veipaik works as a", answer: "nurse"))
    let early = Set(try Counterfact(contentsOf: embedded.edits).requests.prefix(4000).map(\.subject))
    for probe in probes {
      #expect(!early.contains { probe.prompt.contains($0) })
    }
  }

  @Test func fitsIntoTheContext() throws {
    let embedded = try EmbeddedModel()
    let tokenizer = try CheckpointFolder(embedded.model).tokenizer()
    for request in try Counterfact(contentsOf: embedded.edits).requests.prefix(500) {
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
