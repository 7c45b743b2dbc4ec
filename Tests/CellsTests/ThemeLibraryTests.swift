import Foundation
import Testing

@testable import Cells

@Suite struct ThemeLibraryTests {
  /// Runs `body` with a fresh folder that is removed afterwards.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("themes-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  @Test func earlierFoldersHideLaterOnes() throws {
    try withFolder { folder in
      try write("theme[title]=\"#11\"", to: "\(folder)/a/dusk.theme")
      try write("theme[title]=\"#22\"", to: "\(folder)/b/dusk.theme")
      try write("theme[title]=\"#33\"", to: "\(folder)/b/Dawn.theme")
      try write("not a theme", to: "\(folder)/b/readme.txt")
      let library = ThemeLibrary(directories: ["\(folder)/missing", "\(folder)/a", "\(folder)/b"])
      #expect(library.names == ["Default", "TTY", "Dawn", "dusk"])
      #expect(try library.load("dusk").theme.title == .rgb(0x11, 0x11, 0x11))
      #expect(try library.load("dawn").theme.name == "Dawn")
      #expect(try library.load("tty").theme == .tty)
    }
  }

  @Test func whatCannotBeReadSaysSo() throws {
    try withFolder { folder in
      try write(String(repeating: "#", count: 1_000_001), to: "\(folder)/huge.theme")
      try write("", to: "\(folder)/folder.theme/file")
      let library = ThemeLibrary(directories: [folder])
      #expect(throws: ThemeError.unreadable(path: "\(folder)/huge.theme", reason: "it is larger than 1 MB")) {
        try library.load("huge")
      }
      #expect(throws: ThemeError.self) { try library.load("folder") }
      #expect(throws: ThemeError.unknown(name: "../etc/passwd", known: library.names)) {
        try library.load("../etc/passwd")
      }
    }
  }

  @Test func bytesThatAreNotTextAreSurvived() throws {
    try withFolder { folder in
      try Data([0xFF, 0xFE, 0x5B, 0x00, 0xC3, 0x5D, 0x3D]).write(to: URL(fileURLWithPath: "\(folder)/bytes.theme"))
      #expect(try ThemeLibrary(directories: [folder]).load("bytes").theme.title == Theme.standard.title)
    }
  }

  @Test func theSearchPathRunsFromTheOptionToTheCheckout() throws {
    try withFolder { folder in
      try write("", to: "\(folder)/themes/x.theme")
      try write("", to: "\(folder)/build/release/revive")
      let path = ThemeLibrary.searchPath(
        option: "/mine", environment: ["XDG_CONFIG_HOME": "/config", "HOME": "/home/me"],
        executable: "\(folder)/build/release/revive")
      let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
      #expect(path == ["/mine", "/config/revive/themes", "\(root)/build/share/revive/themes", "\(root)/themes"])
      let plain = ThemeLibrary.searchPath(option: nil, environment: ["HOME": "/home/me"], executable: "/no/bin/revive")
      #expect(plain == ["/home/me/.config/revive/themes", "/no/share/revive/themes"])
    }
  }
}
