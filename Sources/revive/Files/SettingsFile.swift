import Files
import Foundation
import Monitor

/// `$XDG_CONFIG_HOME/revive/config`: options of the screen that hold whenever the command line does not say otherwise.
/// Lines are `key = value`, where a key is an option without its dashes, or `key.NAME` for the keys of a command of the
/// monitor; `#` begins a comment.
struct SettingsFile: Equatable {
  /// What it says; nil and false where it says nothing.
  private(set) var screen = ScreenOptions()
  /// Which keys ask for what.
  private(set) var bindings = KeyBindings()
  /// What is wrong with it, by line. None of that stops the rest from counting.
  private(set) var warnings: [String] = []

  /// The file of this environment; one that is not there says nothing.
  init(environment: [String: String]) {
    guard let path = SettingsFile.path(environment: environment), FileManager.default.fileExists(atPath: path) else {
      self.init(text: "", name: "")
      return
    }
    let limit = 100_000
    // At the end of a file, also of an empty one, there is nothing to read, which is no fault.
    let data: Data
    do {
      data = try openFile(URL(fileURLWithPath: path)).read(upToCount: limit + 1) ?? Data()
      guard data.count <= limit else { throw FileError.unreadable(path: path, reason: "it is larger than 100 kB") }
    } catch {
      self.init(text: "", name: "")
      warnings = [oneLine("settings are not read: \(error)")]
      return
    }
    self.init(text: String(decoding: data, as: UTF8.self), name: abbreviated(path, environment: environment))
  }

  /// - Parameter name: what warnings call the file.
  init(text: String, name: String) {
    var wishes: [KeyWish] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let content = line.trimmingCharacters(in: .whitespaces)
      guard !content.isEmpty, !content.hasPrefix("#") else { continue }
      if let wish = Self.wish(content, line: index + 1) {
        wishes.append(wish)
      } else if let problem = take(content) {
        warnings.append("\(name) line \(index + 1): \(oneLine(problem))")
      }
    }
    bindings = KeyBindings(wishes) { line, problem in
      warnings.append("\(name) line \(line): \(oneLine(problem))")
    }
  }

  /// Where the file is, or would be; nil where the environment names no place.
  static func path(environment: [String: String]) -> String? {
    baseFolder("XDG_CONFIG_HOME", orHome: ".config", environment).map { "\($0)/revive/config" }
  }

  /// A line about the keys of a command; nil for any other. A `#` is a comment only behind a key, for it is one, too.
  private static func wish(_ line: String, line number: Int) -> KeyWish? {
    guard line.hasPrefix("key."), let end = line.firstIndex(of: "=") else { return nil }
    let name = line[..<end].dropFirst("key.".count).trimmingCharacters(in: .whitespaces)
    var keys = line[line.index(after: end)...].trimmingCharacters(in: .whitespaces)
    if let comment = keys.range(of: " #") { keys = String(keys[..<comment.lowerBound]) }
    return KeyWish(line: number, name: name, keys: keys)
  }

  /// Takes one line.
  ///
  /// - Returns: what is wrong with it.
  private mutating func take(_ line: String) -> String? {
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return "write key = value" }
    let key = parts[0].trimmingCharacters(in: .whitespaces)
    var value = String(parts[1])
    if let comment = value.range(of: " #") { value = String(value[..<comment.lowerBound]) }
    value = value.trimmingCharacters(in: .whitespaces)
    guard let option = SettingsFile.options.first(where: { $0.name == "--\(key)" }) else {
      let nearest = nearestName(to: key, among: SettingsFile.options.map(\.key))
      return "there is no setting \"\(key)\"" + (nearest.map { "; did you mean \($0)?" } ?? "")
    }
    if option.valueName == nil {
      let words = ["yes": true, "on": true, "true": true, "no": false, "off": false, "false": false]
      guard let isWanted = words[value.lowercased()] else { return "\(key) \"\(value)\": give yes or no" }
      if !isWanted { return nil }
    }
    do { try option.assign(value, &screen) } catch { return "\(key) \"\(value)\": give \(error.expected)" }
    return nil
  }

  /// What can be set.
  static let options = ScreenOptions.options + [ScreenOptions.until]

  /// A file with every setting at what holds without it, as comments.
  static let standard = """
    # Settings of revive's screen, for ~/.config/revive/config ($XDG_CONFIG_HOME/revive/config).
    # Options of the command line count for more, and so does NO_COLOR. A monitor that is open
    # reads the file when it changes; revive never writes it.


    """
    + options.map { option in
      let value = option.valueName == nil ? "no" : defaults[option.key] ?? ""
      let choices = option.valueName.map { $0.contains("|") ? ": \($0.replacing("|", with: ", "))" : "" } ?? ": yes, no"
      // What holds without it stands below.
      let help = option.help.split(separator: " (").first ?? ""
      return "# \(help)\(choices)\n# \(option.key) = \(value)\n"
    }
    .joined(separator: "\n") + "\n" + standardKeys

  /// Every command with its keys.
  private static let standardKeys =
    """
    # Keys of the monitor's commands, by their names; several keys have blanks between them.
    # Keys are characters, Space, Enter, Tab, Shift-Tab, Backspace, Del, Ins, Up, Down, Left, Right, Home, End,
    # PgUp, PgDn, F1 to F12 and Ctrl with a letter. q, Ctrl-C, Esc and the digits of the panes stay what they are.
    # Commands that take words, such as goto, can have a key too, which begins to type them.

    """
    + MonitorCommand.bindable.filter { !$0.isRow && !$0.keys.isEmpty }.map { command in
      "# key.\(command.binding) = \(command.keyNames)\n"
    }.joined()

  /// What holds when nothing is said; the folder is an example.
  private static let defaults = [
    "theme": "Default", "themes-dir": "~/themes", "color": "auto", "glyphs": "auto", "layout": "overview",
    "smooth": "off", "sync": "auto", "until": "goal",
  ]
}

extension Option<ScreenOptions> {
  /// Its name in the settings file.
  fileprivate var key: String { String(name.dropFirst(2)) }
}

/// A path with `~/` for the home folder, as people write it.
func abbreviated(_ path: String, environment: [String: String]) -> String {
  guard let home = environment["HOME"], home.count > 1, path.hasPrefix("\(home)/") else { return path }
  return "~" + path.dropFirst(home.count)
}

/// The path that is meant by one with `~/`, which only a shell would understand.
func expanded(_ path: String, environment: [String: String]) -> String {
  guard path.hasPrefix("~/"), let home = environment["HOME"], home.hasPrefix("/") else { return path }
  return home + path.dropFirst()
}
