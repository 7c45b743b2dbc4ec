import Foundation
import Numerics
import TestSupport
import Testing

@testable import Tokenizers

struct BytePairTrainingTests {
  private func counts(_ texts: [String]) -> WordCounts {
    var words = WordCounts()
    for text in texts { words.add(text) }
    return words
  }

  private func referenceTexts() throws -> [String] {
    let file = try Data(contentsOf: fixture("tokenizer-gpt2/encodings.json"))
    return try JSONDecoder().decode([TokenizerTests.Case].self, from: file).map(\.text)
  }

  /// The whole file, on a corpus with hundreds of equally frequent pairs.
  @Test func trainsAndWritesWhatTheReferenceDoes() throws {
    let vocabulary = try BytePairVocabulary(trainedOn: counts(referenceTexts()), size: 1500)
    let written = try JSONSerialization.jsonObject(with: Data(vocabulary.tokenizer().document.json())) as? NSDictionary
    let reference = try Data(contentsOf: fixture("trained/tokenizer.json"))
    let expected = try JSONSerialization.jsonObject(with: reference) as? NSDictionary
    #expect(expected != nil)
    #expect(written == expected)
  }

  /// Few letters in long runs: there, pairs overlap with themselves.
  @Test func trainsAsTheDefinition() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let letters = ["a", "b", "c", "-", " "].prefix(Int.random(in: 1...5, using: &generator))
      let texts = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        (0..<Int.random(in: 1...40, using: &generator)).map { _ in
          letters.randomElement(using: &generator) ?? ""
        }.joined()
      }
      let size = 257 + Int.random(in: 0...30, using: &generator)
      let vocabulary = try BytePairVocabulary(trainedOn: counts(texts), size: size)
      let expected = trainedSlowly(texts, size: size)
      #expect(vocabulary.tokens == expected.tokens, "\(texts)")
      #expect(Set(vocabulary.tokens).count == vocabulary.tokens.count, "\(texts)")
      #expect(vocabulary.merges == expected.merges, "\(texts)")
    }
  }

  /// Counts everything afresh in every round.
  private func trainedSlowly(_ texts: [String], size: Int) -> (tokens: [String], merges: [BytePairMerger.Pair]) {
    let bytes = (0...UInt8.max).map { $0 }
    let printable = bytes.filter { (0x21...0x7E).contains($0) || (0xA1...0xAC).contains($0) || $0 >= 0xAE }
    let others = bytes.filter { !printable.contains($0) }
    var tokens = ["<|endoftext|>"] + printable.map { String(Unicode.Scalar($0)) }
    tokens += (0..<others.count).map { String(decoding: [UInt16(0x100 + $0)], as: UTF16.self) }
    var words = texts.flatMap { text -> [[Int]] in
      var rest = Array(text.utf8)[...]
      return PreTokenizer.gpt2.pieceLengths(in: text).map { length in
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length).map { 1 + ((printable + others).firstIndex(of: $0) ?? -1) }
      }
    }
    var merges: [BytePairMerger.Pair] = []
    while tokens.count < size {
      let pairs = words.flatMap { zip($0, $0.dropFirst()).map { BytePairMerger.Pair(left: $0, right: $1) } }
      let counts = Dictionary(pairs.map { ($0, 1) }, uniquingKeysWith: +)
      let first = counts.min { ($1.value, $0.key.left, $0.key.right) < ($0.value, $1.key.left, $1.key.right) }
      guard let best = first?.key else { break }
      let id = tokens.count
      tokens.append(tokens[best.left] + tokens[best.right])
      merges.append(best)
      words = words.map { word in
        var merged: [Int] = []
        var rest = word[...]
        while let first = rest.popFirst() {
          let isPair = first == best.left && rest.first == best.right
          if isPair { rest.removeFirst() }
          merged.append(isPair ? id : first)
        }
        return merged
      }
    }
    return (tokens, merges)
  }

  @Test func dependsOnTheCountsAlone() throws {
    let texts = try referenceTexts()
    let forth = try BytePairVocabulary(trainedOn: counts(texts), size: 700)
    let back = try BytePairVocabulary(trainedOn: counts(texts.reversed()), size: 700)
    #expect(forth == back)
    #expect(try forth.tokenizer().document == back.tokenizer().document)
  }

  @Test func aTrainedTokenizerIsTheOneInItsFile() throws {
    let texts = try referenceTexts()
    let vocabulary = try BytePairVocabulary(trainedOn: counts(texts), size: 600)
    let tokenizer = try vocabulary.tokenizer()
    #expect(tokenizer.bosID == 0)
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("tokenizer.json")
      try vocabulary.write(to: url)
      let read = try Tokenizer(tokenizerFile: url)
      for text in texts + ["", " \n\t\u{0}", "a<|endoftext|>b", "ééé \u{FFFD} 🂡 e\u{301}"] {
        let ids = tokenizer.encode(text)
        #expect(read.encode(text) == ids)
        #expect(ids.allSatisfy { vocabulary.tokens.indices.contains($0) })
        #expect(Array(tokenizer.decode(Array(ids.dropFirst())).utf8) == Array(text.utf8))
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names == ["tokenizer.json"])
    }
  }

  @Test func countsWordsAcrossTextsAndNotTheSpecialToken() {
    let words = counts(["it is it", "is<|endoftext|> it", ""])
    #expect(words.counts == [Array("it".utf8): 1, Array(" is".utf8): 1, Array(" it".utf8): 2, Array("is".utf8): 1])
    #expect(words.distinct == 4)
  }

  @Test func aSmallCorpusGivesASmallVocabulary() throws {
    let vocabulary = try BytePairVocabulary(trainedOn: counts(["aaa b"]), size: .max)
    #expect(vocabulary.tokens.suffix(3) == ["aa", "Ġb", "aaa"])
    #expect(vocabulary.tokens.count == 260)
    #expect(try BytePairVocabulary(trainedOn: counts(["a b"]), size: 257).merges.isEmpty)
  }

  @Test func refusesWhatCannotBeTrained() {
    for size in [Int.min, -1, 0, 256] {
      let error = failure(TokenizerError.self) { _ = try BytePairVocabulary(trainedOn: counts(["a"]), size: size) }
      #expect(error == .vocabularyTooSmall(size: size, least: 257))
      #expect(error?.description.contains("\(size) tokens") == true)
    }
    for texts in [[], [""], ["<|endoftext|>"]] {
      #expect(
        failure(TokenizerError.self) { _ = try BytePairVocabulary(trainedOn: counts(texts), size: 300) }
          == .emptyCorpus)
    }
  }
}
