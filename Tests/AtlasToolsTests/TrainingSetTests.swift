import Atlas
import Testing
import Tokenizers

@testable import AtlasTools

struct TrainingSetTests {
  /// Pieces that are encoded one by one make the tokens of the whole text, so that the model meets at inference what it
  /// was trained on.
  @Test func piecesMakeTheWhole() throws {
    let corpus = Corpus(World(seed: 2, people: 100, reserved: 20))
    var words = WordCounts()
    for index in 0..<1_000 { words.add(corpus.passage(index).text) }
    let tokenizer = try BytePairVocabulary(trainedOn: words, size: 700).tokenizer()
    let course = TrainingSet(corpus, tokenizer)
    for (index, isReview) in (0..<1_000).flatMap({ [($0, false), ($0, true)] }) {
      let passage = corpus.passage(index, isReview: isReview)
      let example = course.example(index, isReview: isReview)
      #expect(example.tokens == tokenizer.encode(passage.text), "\(passage.text)")
      #expect(example.tokens.count == example.weights.count && example.weights[0] == 0)
      if let subject = example.subject, let piece = passage.pieces.first(where: { $0.role == .subject }) {
        #expect(tokenizer.decode(Array(example.tokens[subject])) == piece.text)
      }
      for answer in example.answers {
        #expect(
          example.weights[answer.token] == (answer.kind == .fact ? TrainingSet.factWeight : TrainingSet.verdictWeight))
      }
    }
  }
}
