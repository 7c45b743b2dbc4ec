import Foundation

/// Why a theme could not be had.
package enum ThemeError: Error, Equatable, CustomStringConvertible {
  case unknown(name: String, known: [String])
  case unreadable(path: String, reason: String)

  package var description: String {
    switch self {
    case .unknown(let name, let known):
      "There is no theme called \"\(name)\". Try one of: \(known.joined(separator: ", "))."
    case .unreadable(let path, let reason):
      "The theme file \(path) cannot be read: \(reason). Mend or remove it, or choose another theme."
    }
  }
}

/// The themes that can be chosen: the two built in, and every `*.theme` file of some folders.
package struct ThemeLibrary: Sendable {
  /// Folders to look in; a theme in an earlier one hides its namesake in a later one.
  package let directories: [String]

  /// A library of the given folders; those that do not exist do no harm.
  package init(directories: [String]) {
    self.directories = directories
  }

  /// The folders in which themes are looked for, best first; those that do not exist do no harm.
  ///
  /// - Parameters:
  ///   - option: the folder named on the command line, if any.
  ///   - environment: for `XDG_CONFIG_HOME` and `HOME`.
  ///   - executable: absolute path of the program. `PREFIX/bin/revive` brings `PREFIX/share/revive/themes`; a build
  ///     inside a checkout finds the checkout's `themes` by walking upwards.
  package static func searchPath(option: String?, environment: [String: String], executable: String) -> [String] {
    var path = option.map { [$0] } ?? []
    if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") {
      path.append("\(config)/revive/themes")
    } else if let home = environment["HOME"], !home.isEmpty {
      path.append("\(home)/.config/revive/themes")
    }
    var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
    path.append(folder.deletingLastPathComponent().appendingPathComponent("share/revive/themes").path)
    while folder.path != "/" {
      let themes = folder.appendingPathComponent("themes").path
      if isDirectory(themes) {
        path.append(themes)
        break
      }
      folder.deleteLastPathComponent()
    }
    return path
  }

  /// Names to choose from: the built-in themes first, then those of files, in alphabetical order.
  package var names: [String] {
    let builtIn = [Theme.standard.name, Theme.tty.name]
    return builtIn + files.keys.filter { !builtIn.contains($0) }.sorted()
  }

  /// The theme called `name`, and what is odd about its file. Upper and lower case are the same where that leaves no
  /// doubt.
  package func load(_ name: String) throws(ThemeError) -> (theme: Theme, warnings: [ThemeWarning]) {
    let names = names
    let alike = names.filter { $0.lowercased() == name.lowercased() }
    guard let match = names.first(where: { $0 == name }) ?? (alike.count == 1 ? alike.first : nil) else {
      throw .unknown(name: name, known: names)
    }
    if match == Theme.standard.name { return (.standard, []) }
    if match == Theme.tty.name { return (.tty, []) }
    guard let path = files[match] else { throw .unknown(name: name, known: names) }
    return parseTheme(try ThemeLibrary.text(of: path), name: match)
  }

  /// Path of each theme file by name.
  private var files: [String: String] {
    var result: [String: String] = [:]
    for directory in directories {
      let entries = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
      for entry in entries where entry.hasSuffix(".theme") && !entry.hasPrefix(".") {
        let name = String(entry.dropLast(".theme".count))
        if result[name] == nil { result[name] = "\(directory)/\(entry)" }
      }
    }
    return result
  }

  /// Reads at most 1 MB, a hundred times the largest theme, so that a wrong file cannot fill the memory.
  private static func text(of path: String) throws(ThemeError) -> String {
    let limit = 1_000_000
    // Opening a pipe that nobody writes to would take for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: "it cannot be opened as a file") }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is no file")
    }
    let data: Data
    do { data = try handle.read(upToCount: limit + 1) ?? Data() } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    guard data.count <= limit else { throw .unreadable(path: path, reason: "it is larger than 1 MB") }
    return String(decoding: data, as: UTF8.self)
  }

  private static func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }
}
