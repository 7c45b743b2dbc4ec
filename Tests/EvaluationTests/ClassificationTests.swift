import Testing

@testable import Evaluation

struct ClassificationTests {
  private func classify(_ truth: [Int], _ predictions: [Int?], classes: Int = 2) -> Classification {
    Classification(truth: truth, predictions: predictions, classes: classes)
  }

  @Test func answersAreCounted() {
    let found = classify([0, 1, 1, 0, 1, 1], [0, 0, nil, nil, 1, 7])
    #expect([found.items, found.correct, found.incorrect, found.invalid] == [6, 2, 1, 3])
  }

  @Test func correlationOfTwoClasses() throws {
    // scikit-learn's documentation of matthews_corrcoef: -0.33 for these.
    let documented = try #require(classify([1, 1, 1, 0], [1, 0, 1, 1]).correlation)
    #expect(abs(documented + 1.0 / 3) < 1e-12)
    // (TP TN - FP FN) / sqrt((TP+FP)(TP+FN)(TN+FP)(TN+FN)) with TP 5, TN 3, FP 2, FN 1.
    let truth = [Int](repeating: 1, count: 6) + [Int](repeating: 0, count: 5)
    let predictions = [1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1]
    let found = try #require(classify(truth, predictions).correlation)
    #expect(abs(found - 13 / (7.0 * 6 * 5 * 4).squareRoot()) < 1e-12)
  }

  /// Against the definition: the correlation of indicator matrices, an invalid answer being a class of its own.
  @Test func correlationOfManyClasses() throws {
    let truth = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1]
    let predictions: [Int?] = [0, 1, 1, nil, 0, 2, 2, 3, nil, 1]
    func covariance(_ a: [Int], _ b: [Int]) -> Double {
      (0...4).reduce(0) { sum, k in
        let (x, y) = (a.map { $0 == k ? 1.0 : 0 }, b.map { $0 == k ? 1.0 : 0 })
        let (mx, my) = (x.reduce(0, +) / 10, y.reduce(0, +) / 10)
        return sum + zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
      }
    }
    let answers = predictions.map { $0 ?? 4 }
    let expected = covariance(truth, answers) / (covariance(truth, truth) * covariance(answers, answers)).squareRoot()
    let found = try #require(classify(truth, predictions, classes: 4).correlation)
    #expect(abs(found - expected) < 1e-12)
  }

  @Test func correlationsThatDoNotExistAreZero() {
    #expect(classify([0, 1], [0, 0]).correlation == 0)
    #expect(classify([0, 0], [0, 1]).correlation == 0)
    #expect(classify([0, 1], [nil, nil]).correlation == 0)
    #expect(classify([], []).correlation == nil)
    #expect(classify([0, 1], [0, 1]).correlation == 1)
  }
}
