import Checkpoints
import Editing
import Models
import Tokenizers

extension OwnTextMoments {
  /// Moments of the texts that a checkpoint's model writes.
  ///
  /// Texts begin with what the tokenizer puts before every text, or else the token that the checkpoint names as their
  /// beginning, or else as their end, which stands between the texts that a model was trained on; a vocabulary without any of
  /// these leaves the first token to chance. They end with any of those named as the end.
  init(_ model: Transformer, _ tokenizer: Tokenizer, _ configuration: ModelConfiguration, seed: UInt64) {
    let named = [tokenizer.origin.begin, tokenizer.origin.end].map { $0.flatMap(tokenizer.id(of:)) }
    let ends = (configuration.eosIDs + [named[1]].compactMap(\.self)).filter((0..<model.shape.vocabulary).contains)
    let begin = [configuration.bosID, named[0]].compactMap(\.self).first(where: (0..<model.shape.vocabulary).contains)
    let beginning = [begin ?? ends.first].compactMap(\.self)
    self.init(
      model.shape, beginning: tokenizer.prefix.isEmpty ? beginning : tokenizer.prefix, ends: Set(ends), seed: seed)
  }
}
