import Datasets
import Editing
import Foundation
import Monitor
import Testing

@testable import revive

/// What README.md says, against the program.
struct ReadmeTests {
  private let text: String
  private let folder: TemporaryFolder

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    text = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    folder = try TemporaryFolder()
  }

  /// The text between a line "```language" and the next fence, for each of them.
  private func blocks(_ language: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  private func file(_ text: String) throws -> URL { URL(fileURLWithPath: try folder.file("file", text)) }

  @Test func theFormsOfFilesAreRead() throws {
    let forms = blocks("json")
    try #require(forms.count == 3)
    let edit = try #require(EditFile(contentsOf: file(forms[0])).requests.first)
    #expect(edit.filledPrompt == "The capital of France is")
    #expect((edit.targetTrue, edit.targetNew) == ("Paris", "Rome"))
    let task = try #require(TaskSuite.read(from: file(forms[1])).first)
    #expect((task.name, task.labels) == ("mood", ["good", "bad"]))
    #expect(try ContextTemplates(json: Data(forms[2].utf8)).templates.count == 2)
  }

  /// Messages about malformed files send people there.
  @Test func theSectionThatMessagesNameIsThere() throws {
    let error = DatasetError.malformed(path: "f", problem: "it is empty")
    let section = try #require(error.description.split(separator: "\"").dropFirst().first)
    #expect(text.contains("\n## \(section)\n"))
  }

  @Test func everyCommandIsUnderstood() throws {
    let lines = blocks("sh").joined(separator: "\n").split(separator: "\n").filter { $0.hasPrefix("revive ") }
    #expect(lines.count >= 6)
    for line in lines {
      let words = line.prefix { $0 != "#" }.split(separator: " ").dropFirst().map(String.init)
      #expect(throws: Never.self, "\(line)") { try parse(words) }
    }
  }

  @Test func everyKeyIsInTheTable() {
    let rows = text.components(separatedBy: "| Key | Does |\n|---|---|\n").last?.split(separator: "\n\n").first ?? ""
    let keys = rows.split(separator: "\n").flatMap { row in
      row.split(separator: "|").first.map { $0.replacing(" or ", with: ", ").split(separator: ", ") } ?? []
    }
    let names = Set(keys.map { $0.trimmingCharacters(in: .whitespaces) })
    for command in MonitorCommand.keyed where !command.isRow {
      for key in command.keys { #expect(names.contains(key.description), "\(key) \(command.detail)") }
    }
    #expect(names.contains("1-8"))
  }
}
