import Cells

// What people read of a comparison of precisions.

extension BenchReport {
  /// Empty when precisions were not compared.
  package var precisionTables: String {
    guard let precisions else { return "" }
    let parts = RoundPart.allCases
    var ratios = TextTable(["precision"] + parts.map(\.rawValue))
    var seconds = TextTable(["precision"] + parts.map(\.rawValue))
    var errors = TextTable(["precision", "logits, largest", "logits, mean", "of up to", "targets", "keys", "updates"])
    for row in precisions {
      let name = row.precision.rawValue
      addTimes(row.times, parts, of: name, to: &seconds)
      if let own = row.ratios { ratios.add([name] + parts.map { times(own[$0]) }) }
      if let own = row.errors {
        errors.add(
          [name]
            + [own.largestLogit, own.meanLogit, own.scale, own.targets, own.keys, own.updates].map { error($0) })
      }
    }
    return """
      Time in f32 over time in another precision, by the parts of a round
      \(ratios.text)
      Times of a round
      \(seconds.text)
      Differences from f32: of logits; of targets, as a share of what was added to reach them; of keys and updates
      \(errors.text)
      """
  }

  /// Empty when terms were not tried.
  package var termsTable: String {
    guard let terms else { return "" }
    var table = TextTable(["terms", "logits, largest", "logits, mean"])
    for row in terms { table.add(["\(row.terms)", error(row.largestLogit), error(row.meanLogit)]) }
    return """
      Logits with activations as sums of bf16 numbers, weights as one (bf16 takes one term)
      \(table.text)
      """
  }

  /// Empty when products were not timed.
  package var productTable: String {
    guard let products else { return "" }
    var table = TextTable(["weight", "rows", "inputs", "outputs", "precision", "GF/s", "oneDNN's best", "share"])
    for row in products {
      let share = row.libraryRate.map { "\(Int((100 * row.rate / $0).rounded())) %" }
      table.add(
        [row.weight, "\(row.m)", "\(row.k)", "\(row.n)", row.precision.rawValue, "\(Int(row.rate.rounded()))"]
          + [row.libraryRate.map { "\(Int($0.rounded()))" } ?? "-", share ?? "-"])
    }
    return """
      Products with weights on one thread (oneDNN's best: its kernel for the very shape, both sides as it wants them)
      \(table.text)
      """
  }
}
