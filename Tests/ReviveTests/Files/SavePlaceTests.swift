import Foundation
import Testing

@testable import Engine
@testable import revive

/// A save that was ended in the middle can be repeated; other folders are left alone.
struct SavePlaceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func anUnfinishedSaveIsRepeated() throws {
    let save = folder.path("saved")
    let templates = folder.path("saved/additional_chat_templates")
    let url = try prepareSaveFolder(save, runFolder: nil)
    try UnfinishedSave(in: url).begin()
    for name in ["config.json", "model-00001-of-00002.safetensors", ".model.safetensors.A.partial"] {
      _ = try folder.file("saved/\(name)", "half")
    }
    try FileManager.default.createDirectory(atPath: templates, withIntermediateDirectories: false)
    _ = try folder.file("saved/additional_chat_templates/tool_use.jinja", "half")
    #expect(try prepareSaveFolder(save, runFolder: nil).path == url.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: save).isEmpty)
    // What no save makes is left alone, until somebody takes it away.
    try UnfinishedSave(in: url).begin()
    try FileManager.default.createDirectory(atPath: templates + "/notes", withIntermediateDirectories: true)
    _ = try folder.file("saved/config.json", "half")
    #expect(throws: InputError.self) { try prepareSaveFolder(save, runFolder: nil) }
    #expect(FileManager.default.fileExists(atPath: templates + "/notes") && UnfinishedSave(in: url).isThere)
    try FileManager.default.removeItem(atPath: templates + "/notes")
    #expect(try prepareSaveFolder(save, runFolder: nil).path == url.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: save).isEmpty)
    // One that was finished is a model, as is any other.
    try UnfinishedSave(in: url).begin()
    _ = try folder.file("saved/config.json", "whole")
    UnfinishedSave(in: url).end()
    #expect(throws: InputError.self) { try prepareSaveFolder(save, runFolder: nil) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: save) == ["config.json"])
  }
}
