/// What a model answered to the items of a task.
package struct Classification: Sendable, Equatable {
  /// The right label of each item, 0..<classes.
  package let truth: [Int]
  /// The label that was answered; nil for an answer that is none.
  package let predictions: [Int?]
  package let classes: Int

  /// - Precondition: as many predictions as labels.
  package init(truth: [Int], predictions: [Int?], classes: Int) {
    precondition(truth.count == predictions.count)
    self.truth = truth
    self.predictions = predictions.map { prediction in prediction.flatMap { (0..<classes).contains($0) ? $0 : nil } }
    self.classes = classes
  }

  package var items: Int { truth.count }
  package var correct: Int { zip(truth, predictions).count { $0 == $1 } }
  /// Answers that are a label, but the wrong one.
  package var incorrect: Int { items - correct - invalid }
  /// Answers that are no label.
  package var invalid: Int { predictions.count { $0 == nil } }

  /// F1 weighted by the true counts of the classes; nil without items.
  package var f1: Double? { weightedF1(truth: truth, predictions: predictions, classes: classes) }

  /// Matthews' correlation coefficient for several classes (Gorodkin's R_K), an invalid answer being a class of its own, as
  /// scikit-learn's `matthews_corrcoef` computes it; 0 when truth or predictions are all the same, nil without items.
  package var correlation: Double? {
    guard !truth.isEmpty else { return nil }
    var actual = [Double](repeating: 0, count: classes + 1)
    var predicted = actual
    for (label, prediction) in zip(truth, predictions) {
      actual[label] += 1
      predicted[prediction ?? classes] += 1
    }
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let total = Double(items)
    let covariance = Double(correct) * total - product(actual, predicted)
    let variance = (total * total - product(predicted, predicted)) * (total * total - product(actual, actual))
    return variance > 0 ? covariance / variance.squareRoot() : 0
  }
}
