import Files
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
    try UnfinishedSave(in: url).begin().abandon()
    for name in ["config.json", "model-00001-of-00002.safetensors", ".model.safetensors.A.partial"] {
      _ = try folder.file("saved/\(name)", "half")
    }
    try FileManager.default.createDirectory(atPath: templates, withIntermediateDirectories: false)
    _ = try folder.file("saved/additional_chat_templates/tool_use.jinja", "half")
    #expect(try prepareSaveFolder(save, runFolder: nil).path == url.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: save).isEmpty)
    // What no save makes is left alone, until somebody takes it away.
    try UnfinishedSave(in: url).begin().abandon()
    try FileManager.default.createDirectory(atPath: templates + "/notes", withIntermediateDirectories: true)
    _ = try folder.file("saved/config.json", "half")
    #expect(throws: InputError.self) { try prepareSaveFolder(save, runFolder: nil) }
    #expect(FileManager.default.fileExists(atPath: templates + "/notes") && UnfinishedSave(in: url).isThere)
    try FileManager.default.removeItem(atPath: templates + "/notes")
    #expect(try prepareSaveFolder(save, runFolder: nil).path == url.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: save).isEmpty)
    // One that was finished is a model, as is any other.
    let lock = try UnfinishedSave(in: url).begin()
    _ = try folder.file("saved/config.json", "whole")
    lock.release()
    #expect(throws: InputError.self) { try prepareSaveFolder(save, runFolder: nil) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: save) == ["config.json"])
  }

  /// Two runs that are to be saved in one place: the second neither clears away what the first writes nor adds to it.
  @Test func aFolderIsSavedToByOne() throws {
    let save = folder.path("saved")
    let first = try prepareSaveFolder(save, runFolder: nil)
    let second = try prepareSaveFolder(save, runFolder: nil)
    let lock = try UnfinishedSave(in: first).begin()
    _ = try folder.file("saved/config.json", "half")
    for error in [
      #expect(throws: FileError.self) { try prepareSaveFolder(save, runFolder: nil) },
      #expect(throws: FileError.self) { try UnfinishedSave(in: second).begin() },
    ] {
      #expect(error?.description.contains("process \(getpid())") == true)
    }
    lock.release()
    let error = #expect(throws: FileError.self) { try UnfinishedSave(in: second).begin() }
    #expect(error?.description.contains("not empty any more") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: save) == ["config.json"])
  }

  /// A link to nowhere has the name of the monitor's first choice.
  @Test func aNameThatIsTakenIsNotTriedForEver() throws {
    let environment = ["XDG_STATE_HOME": folder.path("state")]
    let first = try #require(defaultRunFolder(environment: environment, time: 0))
    let runs = URL(fileURLWithPath: first).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: runs, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: first, withDestinationPath: "/nowhere/at/all")
    #expect(defaultRunFolder(environment: environment, time: 0) == first + "-2")
    // What a bench left that was killed goes; one that is at work keeps its place.
    let (killed, working) = ("\(first)-3-bench", "\(first)-bench")
    for path in [killed, working] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    try Data("999999999 host\n".utf8).write(to: URL(fileURLWithPath: "\(killed)/writer.lock"))
    let lock = try FolderLock(URL(fileURLWithPath: working))
    removeUnfinishedBench(environment: environment)
    lock.release()
    #expect(!FileManager.default.fileExists(atPath: killed) && FileManager.default.fileExists(atPath: working))
  }
}
