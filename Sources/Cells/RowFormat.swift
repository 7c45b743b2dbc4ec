/// A table whose rows are written as they come, so that its columns' widths are settled beforehand. Cells stand at the right
/// of their columns.
package struct RowFormat<Row>: Sendable {
  package struct Column: Sendable {
    let title: String
    let width: Int
    let text: @Sendable (Row) -> String

    package init(title: String, width: Int, text: @escaping @Sendable (Row) -> String) {
      self.title = title
      self.width = width
      self.text = text
    }
  }

  private let columns: [Column]
  private let gap: String

  /// - Parameter gap: spaces between columns.
  package init(gap: Int, _ columns: [Column]) {
    self.gap = String(repeating: " ", count: gap)
    self.columns = columns
  }

  /// The titles, without a newline.
  package var head: String { line { $0.title } }

  package func row(_ row: Row) -> String { line { $0.text(row) } }

  private func line(_ cell: (Column) -> String) -> String {
    columns.map { column in
      let text = cell(column)
      return String(repeating: " ", count: max(0, column.width - text.count)) + text
    }.joined(separator: gap)
  }
}
