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
    let url = try prepareSaveFolder(save, runFolder: nil)
    try UnfinishedSave(in: url).begin()
    for name in ["config.json", "model-00001-of-00002.safetensors", ".model.safetensors.A.partial"] {
      _ = try folder.file("saved/\(name)", "half")
    }
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
