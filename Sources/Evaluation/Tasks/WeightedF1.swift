/// F1 of each class, averaged with the classes' true counts as weights, as scikit-learn's `f1_score(average="weighted")`.
///
/// A class that is never predicted rightly has F1 0. A prediction of nil, or outside the classes, is wrong for whatever the
/// truth is: it counts as a class that never occurs and so has no weight of its own.
///
/// - Parameters:
///   - truth: the true class of each item, 0..<classes.
///   - predictions: as many.
/// - Returns: 0...1; nil without items.
package func weightedF1(truth: [Int], predictions: [Int?], classes: Int) -> Double? {
  precondition(truth.count == predictions.count && truth.allSatisfy { $0 >= 0 && $0 < classes })
  guard !truth.isEmpty else { return nil }
  var support = [Int](repeating: 0, count: classes)
  var predicted = support
  var hits = support
  for (label, prediction) in zip(truth, predictions) {
    support[label] += 1
    guard let prediction, predicted.indices.contains(prediction) else { continue }
    predicted[prediction] += 1
    if prediction == label { hits[label] += 1 }
  }
  // F1 = 2 precision recall / (precision + recall) = 2 hits / (support + predicted).
  let sum = (0..<classes).reduce(0.0) { sum, c in
    support[c] == 0 ? sum : sum + Double(support[c]) * 2 * Double(hits[c]) / Double(support[c] + predicted[c])
  }
  return sum / Double(truth.count)
}
