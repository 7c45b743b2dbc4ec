import Datasets
import Foundation

/// What free texts about an edited subject are like.
package struct TextQuality: Sendable, Equatable {
  /// Mean n-gram entropy of the texts, in bits: low for a model that repeats itself.
  package let fluency: Double
  /// Cosine of the texts' TF-IDF vector and that of reference texts; nil without references.
  package let consistency: Double?
  package let texts: [String]

  /// The measures alone.
  package var withoutTexts: TextQuality { TextQuality(fluency: fluency, consistency: consistency, texts: []) }

  private init(fluency: Double, consistency: Double?, texts: [String]) {
    self.fluency = fluency
    self.consistency = consistency
    self.texts = texts
  }

  /// - Parameters:
  ///   - texts: at least one.
  ///   - references: texts about what the edit makes of its subject; none for no consistency.
  package init(_ texts: [String], references: [String] = [], statistics: TermStatistics? = nil) {
    self.texts = texts
    fluency = mean(texts.map(ngramEntropy)) ?? 0
    consistency = statistics.flatMap { statistics in
      references.isEmpty
        ? nil : statistics.cosine(texts.joined(separator: " "), references.joined(separator: " "))
    }
  }
}

/// H_2 / 3 + 2 H_3 / 3, where H_n = -sum p log2 p over the frequencies of n-grams of words (MEMIT `n_gram_entropy`, the mean
/// of the two under the weights 2/3 and 4/3). An order of which the text has no n-gram counts 0.
package func ngramEntropy(_ text: String) -> Double {
  let all = words(of: text)
  return entropy(ofGrams: 2, all) / 3 + 2 * entropy(ofGrams: 3, all) / 3
}

private func entropy(ofGrams n: Int, _ words: [String]) -> Double {
  guard words.count >= n else { return 0 }
  let total = Double(words.count - n + 1)
  var counts: [ArraySlice<String>: Double] = [:]
  for start in 0...words.count - n { counts[words[start..<start + n], default: 0] += 1 }
  // Summed in a fixed order: a dictionary's changes from run to run, and with it the last digit.
  return counts.values.sorted().reduce(0) { $0 - $1 / total * log2($1 / total) }
}

extension TermStatistics {
  /// The statistics of a collection of texts, as scikit-learn smooths them: idf = ln((1 + n) / (1 + df)) + 1.
  package init(of texts: [String]) {
    var documents: [String: Int] = [:]
    for text in texts { for term in Set(terms(of: text)) { documents[term, default: 0] += 1 } }
    self.init(weights: documents.mapValues { log(Double(1 + texts.count) / Double(1 + $0)) + 1 })
  }

  /// Cosine of two texts' vectors of term counts times weights; 0 when one has no term with a weight.
  package func cosine(_ first: String, _ second: String) -> Double {
    let (a, b) = (vector(of: first), vector(of: second))
    func product(_ a: [String: Double], _ b: [String: Double]) -> Double {
      a.keys.sorted().reduce(0) { $0 + (a[$1] ?? 0) * (b[$1] ?? 0) }
    }
    let norms = product(a, a).squareRoot() * product(b, b).squareRoot()
    return norms > 0 ? product(a, b) / norms : 0
  }

  private func vector(of text: String) -> [String: Double] {
    var vector: [String: Double] = [:]
    for term in terms(of: text) { if let weight = weights[term] { vector[term, default: 0] += weight } }
    return vector
  }
}

/// Runs of two and more letters, digits and underscores, in lower case (scikit-learn's default `\b\w\w+\b`).
func terms(of text: String) -> [String] {
  text.lowercased().unicodeScalars.split { !isWordScalar($0) }.filter { $0.count > 1 }.map { String($0) }
}

private func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) }
  switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
    .letterNumber, .otherNumber:
    return true
  default: return false
  }
}
