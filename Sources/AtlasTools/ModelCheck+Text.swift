import Foundation

extension ModelCheck {
  /// What was found, as tables for people.
  package var text: String {
    func share(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "-" }
    func number(_ value: Double?, _ format: String = "%.2f") -> String {
      value.map { String(format: format, $0) } ?? "-"
    }
    let facts = known.sorted { $0.key < $1.key }.map { "\($0.key) \(share($0.value)) of \(asked[$0.key] ?? 0)" }
    let columns =
      ["layer", "key rank", "cosine", "stable rank"] + Self.taus.map { "k(\($0))" }
      + ["|W k|", "|h|", "swap subject", "swap end", "|dW|/|W|", "least eig C"]
    let rows = layers.map { layer in
      [
        "\(layer.layer)", number(layer.keyRank, "%.0f"), number(layer.meanCosine, "%.3f"),
        number(layer.stableRank, "%.0f"),
      ] + layer.k.map(String.init) + [
        number(layer.written), number(layer.stream), number(layer.swapAtSubject), number(layer.swapAtEnd),
        number(layer.relativeChange), number(layer.leastEigenvalue, "%.1e"),
      ]
    }
    let widths = columns.indices.map { column in ([columns] + rows).map { $0[column].count }.max() ?? 0 }
    let table = ([columns] + rows).map { row in
      zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: "  ")
    }
    let tasks = before.tasks.sorted { $0.key < $1.key }.map { "\($0.key) \(share($0.value))" }
    return """
      \(model)
      facts known (the true object is the likeliest): \(facts.joined(separator: ", "))
      tasks: \(tasks.joined(separator: ", "))
      perplexity: \(number(before.perplexity))

      \(subjects) subjects in one phrasing; width \(width); ridge \(ridge) of C's mean eigenvalue
      \(table.joined(separator: "\n"))

      first round of \(edits): efficacy \(share(after.newestEfficacy)), argmax \(share(after.newestArgmax)), \
      paraphrase \(share(after.newestParaphrase)), neighbourhood \(share(after.newestNeighbourhood)); \
      tasks \(share(after.taskMean)), perplexity \(number(after.perplexity))

      """
  }
}
