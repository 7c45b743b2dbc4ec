/// Plain text in columns: the first one flush left, the others flush right, two spaces between them.
package struct TextTable: Sendable {
  private let head: [String]
  private var rows: [[String]] = []

  package init(_ head: [String]) { self.head = head }

  /// Adds a row; cells that are missing at its end stay empty.
  package mutating func add(_ cells: [String]) { rows.append(cells) }

  /// Lines without spaces at their ends, each with its newline.
  package var text: String {
    let all = [head] + rows
    let count = all.reduce(0) { max($0, $1.count) }
    let widths = (0..<count).map { column in
      all.reduce(0) { max($0, column < $1.count ? $1[column].count : 0) }
    }
    return all.map { row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }
      let line = cells.joined(separator: "  ")
      return line.prefix(line.count - line.reversed().prefix { $0 == " " }.count) + "\n"
    }.joined()
  }
}
