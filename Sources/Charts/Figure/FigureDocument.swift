/// Figures as an SVG document. Lengths are points of print; a column is 85 mm wide.
package struct FigureDocument: Sendable {
  /// Figures beside each other, row by row.
  private let rows: [[Figure]]
  private let ground: Figure.Ground

  /// A document with one figure.
  package init(_ figure: Figure, on ground: Figure.Ground) { (rows, self.ground) = ([[figure]], ground) }

  /// A document with several, each with its letter, two in a row as across the columns of a page.
  package init(_ figures: [Figure], on ground: Figure.Ground) {
    let lettered = figures.enumerated().map { place, figure in
      var figure = figure
      figure.title = "(\(Self.letter(place))) \(figure.title)"
      return figure
    }
    rows = stride(from: 0, to: lettered.count, by: 2).map { Array(lettered[$0..<min($0 + 2, lettered.count)]) }
    self.ground = ground
  }

  /// a to z, then a1, b1 and so on.
  private static func letter(_ place: Int) -> String {
    let letter = String(Unicode.Scalar(UInt8(ascii: "a") + UInt8(place % 26)))
    return place < 26 ? letter : letter + String(place / 26)
  }

  /// Points in a millimetre.
  private static let millimetre = 72 / 25.4
  /// Points between figures.
  private static let gap = 12.0

  /// The document.
  package var svg: String {
    var (parts, top, width) = ([String](), 0.0, FigureLayout.width)
    for row in rows {
      let layouts = row.map { FigureLayout($0) }
      for (place, layout) in layouts.enumerated() {
        let left = Double(place) * (FigureLayout.width + Self.gap)
        parts.append("<g transform=\"translate(\(coordinate(left)) \(coordinate(top)))\">")
        parts += layout.elements(on: ground) + ["</g>"]
        width = max(width, left + FigureLayout.width)
      }
      top += (layouts.map(\.height).max() ?? 0) + Self.gap
    }
    let height = max(1, top - Self.gap)
    let size = "width=\"\(coordinate(width / Self.millimetre))mm\" height=\"\(coordinate(height / Self.millimetre))mm\""
    let head =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) viewBox=\"0 0 \(coordinate(width)) \(coordinate(height))\" "
      + "font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" font-size=\"\(coordinate(FigureLayout.text))\">"
    let sheet = ground == .light ? ["<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"] : []
    return (["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", head] + sheet + parts + ["</svg>"]).joined(separator: "\n")
      + "\n"
  }
}

/// A coordinate, to a hundredth of a point.
func coordinate(_ value: Double) -> String {
  let text = fixed(value, digits: 2)
  guard text.contains(".") else { return text }
  let short = text.reversed().drop { $0 == "0" }
  return String((short.first == "." ? short.dropFirst() : short).reversed())
}

/// A text as SVG has it; what XML does not allow is left out.
func escaped(_ words: String) -> String {
  let allowed = words.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0xFFFE && $0.value != 0xFFFF }
  return String(String.UnicodeScalarView(allowed)).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
}
