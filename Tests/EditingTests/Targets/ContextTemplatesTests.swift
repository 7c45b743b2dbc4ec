import Foundation
import Numerics
import Testing

@testable import Editing

struct ContextTemplatesTests {
  @Test func goodListsAreTaken() throws {
    #expect(try ContextTemplates(["{}", "Then. {}"]).templates == ["{}", "Then. {}"])
    #expect(try ContextTemplates(json: Data(#"["{}", "He said: {}"]"#.utf8)).templates.count == 2)
    #expect(ContextTemplates.bare.templates == ["{}"])
  }

  @Test(arguments: [[], ["Then. {}"], ["{}", "Then."], ["{}", "{} {}"], ["{}", ""], ["", "{}"]])
  func badListsAreRefused(templates: [String]) throws {
    #expect(throws: EditingError.self) { try ContextTemplates(templates) }
    let json = try JSONEncoder().encode(templates)
    #expect(throws: EditingError.self) { try ContextTemplates(json: json) }
    // As a run's configuration may hold them.
    let stored = try JSONEncoder().encode(["templates": templates])
    #expect(throws: EditingError.self) { try JSONDecoder().decode(ContextTemplates.self, from: stored) }
  }

  @Test(arguments: ["", "{}", "[1]", "\"{}\"", "[\"{}\"", "[\"{}\", null]"]) func badFilesAreRefused(json: String) {
    #expect(throws: EditingError.self) { try ContextTemplates(json: Data(json.utf8)) }
  }

  @Test func storedTemplatesComeBack() throws {
    let templates = try ContextTemplates(["{}", "Zwölf. {}"])
    #expect(try JSONDecoder().decode(ContextTemplates.self, from: JSONEncoder().encode(templates)) == templates)
  }

  @Test func generatedTemplatesAreSeededAndHoldOnePlace() throws {
    let run = try ReferenceRun()
    func generated(_ seed: UInt64) throws -> [String] {
      var generator = SeededGenerator(seed: seed)
      return try ContextTemplates.generated(by: run.model, tokenizer: run.tokenizer, using: &generator).templates
    }
    let first = try generated(1)
    #expect(first.count == 6)
    #expect(first[0] == "{}")
    #expect(try generated(1) == first)
    #expect(try generated(2) != first)
    for (template, word) in zip(first.dropFirst(), ["The", "Therefore", "Because", "I", "You"]) {
      #expect(template.hasPrefix(word))
      #expect(template.hasSuffix(". {}"))
      #expect(template.filter { $0 == "{" }.count == 1)
      #expect(template.filter { $0 == "}" }.count == 1)
      // Ten tokens in all, the seed word's included, before ". {}".
      let text = String(template.dropLast(4))
      #expect(!text.contains("\n\n"))
      #expect(!text.contains("<|endoftext|>"))
    }
  }

  /// ROME's: two continuations of each word with 5 tokens in all, then two with 10.
  @Test func flatTemplatesAreTwentyAndTheBareOne() throws {
    let run = try ReferenceRun()
    func generated(_ seed: UInt64) throws -> [String] {
      var generator = SeededGenerator(seed: seed)
      return try ContextTemplates.generated(.flat, by: run.model, tokenizer: run.tokenizer, using: &generator).templates
    }
    let templates = try generated(1)
    #expect(templates.count == 21)
    #expect(templates[0] == "{}")
    #expect(try generated(1) == templates)
    let words = ["The", "Therefore", "Because", "I", "You"].flatMap { [$0, $0] }
    for (template, word) in zip(templates.dropFirst(), words + words) {
      #expect(template.hasPrefix(word))
      #expect(template.hasSuffix(". {}"))
    }
    let lengths = templates.dropFirst().map { $0.count }
    #expect(lengths.prefix(10).reduce(0, +) < lengths.suffix(10).reduce(0, +))
  }

  @Test func keysAreWeighedAsTheSetHasIt() {
    #expect(ContextSet.grouped.weights(prompts: 6) == [0.5, 0.1, 0.1, 0.1, 0.1, 0.1])
    #expect(ContextSet.flat.weights(prompts: 4) == [0.25, 0.25, 0.25, 0.25])
    for set in ContextSet.allCases { #expect(set.weights(prompts: 1) == [1]) }
    let rows = Matrix<Float>(6, 2, [4, 1, 2, 3, 6, 5, 8, 0, 1, 1, 3, 2])
    #expect(averageKeys(rows, edits: 2).entries == [4, 5, 2.5, 0.75])
    #expect(averageKeys(Matrix(4, 1, [1, 3, 5, 9]), edits: 1, .flat).entries == [4.5])
  }

  /// A ruined model writes nothing; the templates are the seed words then.
  @Test func aBrokenModelStillGivesTemplates() throws {
    let run = try ReferenceRun()
    var model = run.model
    model.blocks[0].down.weight[0, 0] = .nan
    var generator = SeededGenerator(seed: 1)
    let templates = try ContextTemplates.generated(by: model, tokenizer: run.tokenizer, using: &generator).templates
    #expect(templates == ["{}", "The. {}", "Therefore. {}", "Because. {}", "I. {}", "You. {}"])
  }
}
