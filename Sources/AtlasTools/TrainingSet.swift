import Atlas
import Tokenizers
import Training

/// The texts of a corpus as a model in training meets them: in tokens, the answers weighted up.
///
/// Most tokens of a sentence are easy or arbitrary (names above all); the few that answer something are what is to be
/// learned, so they count many times as much.
package struct TrainingSet: Sendable {
  package static let plainWeight: Float = 0.05
  package static let factWeight: Float = 1
  package static let verdictWeight: Float = 2

  private let corpus: Corpus
  private let tokenizer: Tokenizer

  package init(_ corpus: Corpus, _ tokenizer: Tokenizer) {
    self.corpus = corpus
    self.tokenizer = tokenizer
  }

  /// The text of a number; the same number gives the same text.
  package func example(_ index: Int, isReview: Bool = false) -> Example {
    // Each piece is encoded by itself: pieces begin where the tokenizer would cut anyway, before a space or a mark.
    var tokens = tokenizer.encodePrompt("")
    var weights = [Float](repeating: 0, count: tokens.count)
    var subject: Range<Int>?
    var answers: [(token: Int, kind: Example.Kind)] = []
    for piece in corpus.passage(index, isReview: isReview).pieces {
      let ids = tokenizer.encodeWithoutSpecialTokens(piece.text)
      let range = tokens.count..<tokens.count + ids.count
      tokens += ids
      switch piece.role {
      case .plain: weights += [Float](repeating: Self.plainWeight, count: ids.count)
      case .subject:
        subject = range
        weights += [Float](repeating: Self.plainWeight, count: ids.count)
      case .fact:
        answers.append((range.lowerBound, .fact))
        weights += [Float](repeating: Self.factWeight, count: ids.count)
      case .verdict:
        answers.append((range.lowerBound, .verdict))
        weights += [Float](repeating: Self.verdictWeight, count: ids.count)
      }
    }
    return Example(tokens: tokens, weights: weights, subject: subject, answers: answers)
  }
}
