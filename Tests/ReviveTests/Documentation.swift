import Foundation
import Monitor

@testable import revive

/// README.md and the articles beside the code.
struct Documentation {
  /// The repository's folder.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  let url: URL
  let text: String

  init(_ path: String) throws {
    url = Self.root.appendingPathComponent(path).standardizedFileURL
    text = try String(contentsOf: url, encoding: .utf8)
  }

  /// All of it, README.md first.
  static func all() throws -> [Documentation] {
    let sources = root.appendingPathComponent("Sources")
    let paths = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
    let articles = paths.filter { $0.contains(".docc/") && $0.hasSuffix(".md") }.sorted()
    return try [Documentation("README.md")] + articles.map { try Documentation("Sources/\($0)") }
  }

  /// The text between a line "```language" and the next fence, for each of them.
  func blocks(_ language: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  /// The text between the comments that enclose a part that is made from the code.
  func part(_ name: String) -> String? {
    text.components(separatedBy: "<!-- \(name): made from the code -->\n").last?
      .components(separatedBy: "<!-- end of \(name) -->").first
  }

  /// Puts a part that is made from the code in place.
  func write(_ part: String, as name: String) throws {
    guard let old = self.part(name) else { return }
    let (start, end) = ("<!-- \(name): made from the code -->\n", "<!-- end of \(name) -->")
    try text.replacing(start + old + end, with: start + part + end).write(to: url, atomically: true, encoding: .utf8)
  }

  /// What headings are called in links, as the repository's page makes them.
  var anchors: Set<String> {
    var isCode = false
    let headings = text.split(separator: "\n").filter { line in
      if line.hasPrefix("```") { isCode.toggle() }
      return !isCode && line.hasPrefix("#")
    }
    return Set(
      headings.map { heading in
        heading.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased().replacing(" ", with: "-")
          .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
      })
  }

  /// What links lead to, but for other sites.
  var links: [String] {
    text.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }.filter { !$0.contains("://") }
  }
}

// MARK: - Parts that are made from the code

extension Documentation {
  static var settings: String { "\n```text\n\(SettingsFile.standard)```\n\n" }

  /// Every command with its options; those of a group that several commands have stand at the first one.
  static var options: String {
    var told: [String: [String]] = [:]
    return Subcommand.allCases.map { command in
      let operand = command.operand.map { " \($0)" } ?? ""
      var lines = ["\n### revive \(command.rawValue)\(operand)\n", sentence(command.summary), ""]
      var known: [String] = []
      for group in command.groups {
        guard told[group.title] != group.options.map(\.name) else {
          known.append("*\(group.title)*")
          continue
        }
        told[group.title] = group.options.map(\.name)
        let rows = group.options.map { option in
          "| `\(cell([option.name, option.valueName].compactMap(\.self).joined(separator: " ")))` | \(cell(option.help)) |"
        }
        lines += ["| \(cell(group.title)) | |", "|---|---|"] + rows + [""]
      }
      if !known.isEmpty { lines += ["And, as above: \(known.joined(separator: "; ")).", ""] }
      return lines.joined(separator: "\n")
    }.joined() + "\n"
  }

  /// Every key by its group, then what is typed with words after it.
  static var keys: String {
    MonitorCommand.Group.allCases.map { group in
      let commands = MonitorCommand.all.filter { $0.group == group }
      let rows = commands.map { command in
        if group == .typed {
          return
            "| `:\(cell("\(command.name) \(command.arguments)").trimmingCharacters(in: .whitespaces))` | \(cell(command.detail)) |"
        }
        let name = command.name.isEmpty ? "" : "`:\(command.name)`"
        let keys = command.isRow ? ["\(command.keyNames)"] : command.keys.map(\.description)
        return "| \(keys.map { "`\(cell($0))`" }.joined(separator: ", ")) | \(name) | \(cell(command.detail)) |"
      }
      let head = group == .typed ? ["| Typed | Does |", "|---|---|"] : ["| Key | Typed | Does |", "|---|---|---|"]
      return (["\n## \(group.rawValue)\n"] + head + rows).joined(separator: "\n") + "\n"
    }.joined() + "\n"
  }

  private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

  /// A text as the cell of a table.
  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  /// The targets of Package.swift in its order, tests and helpers of tests left out.
  static func targets() throws -> [String] {
    let package = try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
    return package.matches(of: /\.(?:target|executableTarget)\(\s*name: "(\w[\w-]*)"/).map { String($0.1) }
      .filter { !["campaign", "fuzz-readers", "OneThread", "TestSupport"].contains($0) }
  }
}
