import Foundation

/// Settings of models that nobody has published any for, from what can be measured on them.
///
///     lambda          q / 4: an edit by itself then has q / (lambda + q) = 4/5 of what it asks of a layer written
///     learning rate   c |h0| / (5 sqrt(d)): a step of Adam moves every entry by about its rate, so that five steps make
///                     the largest change that there may be
///     ridge           0.01 where it takes more than half of q: such keys lie where ordinary text has almost nothing, and
///                     without a ridge all of an update would; else none
///
/// q is the median of k^T C^-1 k over subjects, c the clamp's factor, |h0| the median norm of the hidden state that a target
/// stands in for. On SmolLM2-135M, layers 3 to 7, with C from encyclopedic text: q = 4.0 m and |h0| = 125, so lambda 1,500 and
/// a rate of 0.8, which trial had found, too. Published are lambda 3.1 m (GPT2-XL), 0.9 m (GPT-J) and 1.0 m (Llama3-8B), and rates that the rule gives
/// at |h0| = 133, 213 and 43.
package enum SettingRules {
  /// A share of C's mean diagonal entry.
  package static let ridge = 0.01

  /// - Parameters:
  ///   - leverage: q without a ridge; nil where C has no inverse.
  ///   - ridged: q with `ridge`.
  package static func ridge(leverage: Double?, ridged: Double) -> Double {
    guard let leverage else { return ridge }
    return ridged < leverage / 2 ? ridge : 0
  }

  /// - Returns: nil for a leverage that is no finite number above 0.
  package static func momentWeight(leverage: Double) -> Double? { rounded(leverage / 4) }

  /// - Parameters:
  ///   - clamp: the factor of |h0| that bounds a target's change.
  ///   - width: d.
  /// - Returns: nil where that is no finite number above 0.
  package static func learningRate(clamp: Double, hiddenNorm: Double, width: Int) -> Double? {
    rounded(clamp * hiddenNorm / (5 * Double(width).squareRoot()))
  }

  /// To two digits: no rule is worth more.
  private static func rounded(_ x: Double) -> Double? {
    guard x.isFinite, x > 1e-200 else { return nil }
    let digits = 1 - Int(log10(x).rounded(.down))
    return (x * pow(10, Double(digits))).rounded() / pow(10, Double(digits))
  }
}
