import Foundation
import Testing

@testable import World

/// The tables as they are written.
struct FactTableTests {
  private let tables = FactTable.all

  @Test func aTableIsReadFromItsText() {
    let table = FactTable("r", prompt: "{} is", facts: "A: one, two words,\n  three\nB b: four")
    #expect(table.lines.map(\.object) == ["A", "B b"])
    #expect(table.lines.map(\.subjects) == [["one", "two words", "three"], ["four"]])
    #expect(FactTable.filled("In {} it rains", "May") == "In May it rains")
    #expect(FactTable.filled("It rains", "May") == "It rains")
  }

  @Test func namesAreWhole() {
    for name in tables.flatMap(\.lines).flatMap({ [$0.object] + $0.subjects }) {
      #expect(!name.isEmpty && !name.contains("  ") && !name.contains("{") && !name.contains(":"), "\(name)")
      #expect(name.allSatisfy { $0.isASCII } && name.first != " " && name.last != " ", "\(name)")
      let words = name.split(separator: " ")
      // Initials may be alike: J. R. R. Tolkien.
      let isDoubled = zip(words, words.dropFirst()).contains { $0 == $1 && !$0.hasSuffix(".") }
      #expect(!isDoubled || ["Walla Walla", "Lang Lang"].contains(name), "\(name)")
    }
  }

  @Test func nothingIsSaidTwice() {
    for table in tables {
      let objects = table.lines.map(\.object)
      #expect(Set(objects).count == objects.count, "\(table.relation)")
      var seen: Set<String> = []
      for subject in table.lines.flatMap(\.subjects) {
        #expect(seen.insert(subject).inserted, "\(table.relation): \(subject)")
      }
    }
  }

  /// An object comes last, after a blank: what stands before it must let it.
  @Test func promptsCanBeEndedByAnyOfTheirObjects() {
    for table in tables {
      let prompts = [table.prompt] + table.paraphrases
      for prompt in prompts + table.generation {
        #expect(prompt.components(separatedBy: "{}").count == 2, "\(prompt)")
        #expect(prompt == prompt.trimmingBlanks && !prompt.contains("  "), "\(prompt)")
        let words = prompt.lowercased().split(separator: " ")
        #expect(zip(words, words.dropFirst()).allSatisfy { $0 != $1 }, "\(prompt)")
        // Whether a or an fits depends on what follows.
        #expect(!["a", "an"].contains(words.last), "\(prompt)")
        #expect(!prompt.contains(" a {}") && !prompt.contains(" an {}"), "\(prompt)")
      }
      // With an article or without one, but all alike.
      #expect(Set(prompts.map { $0.hasSuffix(" the") }).count == 1, "\(table.relation)")
      #expect(table.lines.allSatisfy { !$0.object.hasPrefix("the ") }, "\(table.relation)")
      // A subject with an article stands inside the sentence, where the article is small.
      if table.lines.flatMap(\.subjects).contains(where: { $0.hasPrefix("the ") }) {
        let all = prompts + table.generation
        #expect(all.allSatisfy { !$0.hasPrefix("{}") && !$0.contains("the {}") }, "\(table.relation)")
      }
    }
  }
}

extension String {
  /// Without blanks at its ends.
  fileprivate var trimmingBlanks: String {
    split(separator: " ", omittingEmptySubsequences: false).drop { $0.isEmpty }.joined(separator: " ")
  }
}
