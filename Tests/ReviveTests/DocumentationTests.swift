import Datasets
import Editing
import Foundation
import Monitor
import RunModel
import Testing

@testable import revive

/// What README.md and the articles say, against the program. With REVIVE_WRITE_DOCUMENTATION=1 in the environment the parts
/// that are made from the code are put in place instead of being compared.
struct DocumentationTests {
  private let readme: Documentation
  private let all: [Documentation]
  private let folder: TemporaryFolder

  init() throws {
    readme = try Documentation("README.md")
    all = try Documentation.all()
    folder = try TemporaryFolder()
  }

  private func article(_ name: String) throws -> Documentation {
    try #require(all.first { $0.url.lastPathComponent == "\(name).md" }, "no article \(name)")
  }

  private func file(_ text: String) throws -> URL { URL(fileURLWithPath: try folder.file("file", text)) }

  // MARK: - Parts from the code

  private func check(_ part: String, of name: String, in title: String) throws {
    let article = try article(title)
    if ProcessInfo.processInfo.environment["REVIVE_WRITE_DOCUMENTATION"] != nil {
      try article.write(part, as: name)
    } else {
      #expect(article.part(name) == part, "run this test with REVIVE_WRITE_DOCUMENTATION=1")
    }
  }

  @Test func optionsAreThoseOfTheProgram() throws {
    try check(Documentation.options, of: "options", in: "Commands")
  }

  @Test func settingsAreThoseOfTheProgram() throws {
    try check(Documentation.settings, of: "settings", in: "ThemesAndSettings")
  }

  @Test func keysAreThoseOfTheProgram() throws { try check(Documentation.keys, of: "keys", in: "Keys") }

  @Test func theTenKeysOfTheReadmeDoSomething() throws {
    let rows = try #require(readme.text.components(separatedBy: "| Key | Does |\n|---|---|\n").last)
      .components(separatedBy: "\n\n")[0].split(separator: "\n")
    #expect(rows.count == 10)
    let known = Set(MonitorCommand.all.flatMap(\.keys).map(\.description))
    for row in rows {
      let keys = row.split(separator: "|")[0].trimmingCharacters(in: .whitespaces).components(separatedBy: ", ")
      for key in keys where key != "1-8" { #expect(known.contains(key), "\(key)") }
    }
  }

  @Test func theMapNamesEveryTargetInItsOrder() throws {
    let map = try #require(readme.text.components(separatedBy: "## Map of the code").last)
    let named = map.matches(of: /\n\| `([\w-]+)` \|/).map { String($0.1) }
    #expect(named == (try Documentation.targets()))
  }

  @Test func everyEditorAndGuardIsTold() throws {
    let article = try article("EditorsAndGuards")
    let editors = article.text.matches(of: /\n\| ([\w-]+) \|/).map { String($0.1) }
    #expect(editors.dropFirst() == EditorKind.allCases.map(\.rawValue)[...])
    for kind in GuardSetting.Kind.allCases { #expect(article.text.contains("`\(kind.rawValue)`"), "\(kind.rawValue)") }
  }

  // MARK: - What is written by hand

  @Test func theReadmeIsShort() {
    #expect(readme.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 201)
  }

  @Test func theReadmeLeadsToEveryArticle() {
    let led = Set(
      readme.links.map { Documentation.root.appendingPathComponent($0).standardizedFileURL.path })
    for article in all.dropFirst() { #expect(led.contains(article.url.path), "\(article.url.lastPathComponent)") }
  }

  @Test func linksLeadSomewhere() throws {
    for page in all {
      for link in page.links {
        let parts = link.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
        let target =
          parts[0].isEmpty
          ? page.url : page.url.deletingLastPathComponent().appendingPathComponent(parts[0]).standardizedFileURL
        #expect(FileManager.default.fileExists(atPath: target.path), "\(page.url.lastPathComponent): \(link)")
        guard parts.count > 1 else { continue }
        let anchors = try #require(all.first { $0.url == target }).anchors
        #expect(anchors.contains(parts[1]), "\(page.url.lastPathComponent): \(link)")
      }
    }
  }

  @Test func theFormsOfFilesAreRead() throws {
    let forms = try article("YourOwnModel").blocks("json")
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
    #expect(readme.text.contains("\n## \(section)\n"))
  }

  @Test func everyCommandIsUnderstood() throws {
    let lines = all.flatMap { $0.blocks("sh") }.joined(separator: "\n").split(separator: "\n")
      .filter { $0.hasPrefix("revive ") }
    #expect(lines.count >= 20)
    for line in lines {
      let words = line.prefix { $0 != "#" }.split(separator: " ").dropFirst().map(String.init)
      #expect(throws: Never.self, "\(line)") { try parse(words) }
    }
  }
}
