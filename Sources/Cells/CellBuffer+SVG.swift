/// A cell in the units of the document: as wide and high as a terminal's are to each other.
private let (cellWidth, cellHeight) = (8.0, 16.0)

extension CellBuffer {
  /// The picture as an SVG document that looks the same in every viewer: text is set in a monospaced font and stretched to
  /// its columns, braille dots are drawn as dots, so that no font needs to have them.
  ///
  /// - Parameter theme: what stands for the terminal's own colours.
  package func svg(theme: Theme) -> String {
    let ink = SVGInk(theme)
    let (width, height) = (Double(size.width) * cellWidth, Double(size.height) * cellHeight)
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(decimal(width)) \(decimal(height))\" "
        + "width=\"\(decimal(width))\" height=\"\(decimal(height))\" "
        + "font-family=\"ui-monospace, Menlo, 'DejaVu Sans Mono', monospace\" font-size=\"13\" xml:space=\"preserve\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"\(ink.ground)\"/>",
    ]
    for y in 0..<size.height {
      for run in runs(row: y) { parts += run.elements(row: y, ink) }
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  /// The row in stretches of one style.
  private func runs(row y: Int) -> [SVGRun] {
    var runs: [SVGRun] = []
    for x in 0..<size.width {
      let cell = self[x, y]
      if runs.last?.style == cell.style {
        runs[runs.count - 1].scalars.append(cell.scalar)
      } else {
        runs.append(SVGRun(column: x, style: cell.style, scalars: [cell.scalar]))
      }
    }
    return runs
  }
}

/// Colours in the notation of SVG.
private struct SVGInk {
  let ground: String
  private let text: String

  init(_ theme: Theme) {
    text = SVGInk.hex(theme.mainForeground) ?? "#c9d1d9"
    ground = SVGInk.hex(theme.mainBackground) ?? (theme.isLight ? "#ffffff" : "#12151a")
  }

  func foreground(_ style: Style) -> String {
    style.attributes.contains(.reverse)
      ? SVGInk.hex(style.background) ?? ground : SVGInk.hex(style.foreground) ?? text
  }

  /// Nil for the document's own.
  func background(_ style: Style) -> String? {
    style.attributes.contains(.reverse)
      ? SVGInk.hex(style.foreground) ?? text : SVGInk.hex(style.background).flatMap { $0 == ground ? nil : $0 }
  }

  private static func hex(_ color: Color) -> String? {
    color.components.map { parts in
      "#"
        + [parts.red, parts.green, parts.blue].map { channel in
          (channel < 16 ? "0" : "") + String(channel, radix: 16)
        }.joined()
    }
  }
}

private struct SVGRun {
  let column: Int
  let style: Style
  var scalars: [Unicode.Scalar]

  func elements(row: Int, _ ink: SVGInk) -> [String] {
    let (left, top) = (Double(column) * cellWidth, Double(row) * cellHeight)
    var elements: [String] = []
    if let background = ink.background(style) {
      elements.append(
        "<rect x=\"\(decimal(left))\" y=\"\(decimal(top))\" width=\"\(decimal(Double(scalars.count) * cellWidth))\" "
          + "height=\"\(decimal(cellHeight))\" fill=\"\(background)\"/>")
    }
    let color = ink.foreground(style)
    let dots = dotPath(left: left, top: top)
    if !dots.isEmpty {
      elements.append(
        "<path d=\"\(dots)\" stroke=\"\(color)\" stroke-width=\"2.2\" stroke-linecap=\"round\" fill=\"none\"/>")
    }
    return elements + words(left: left, top: top, color)
  }

  /// Every set dot of the braille cells as a line of no length with round ends.
  private func dotPath(left: Double, top: Double) -> String {
    // Bits of a braille cell: the left column's upper three, the right column's, then the two at the bottom.
    let places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    var path = ""
    for (index, scalar) in scalars.enumerated() where isBraille(scalar) {
      for (bit, place) in places.enumerated() where (scalar.value - 0x2800) >> bit & 1 == 1 {
        let x = left + (Double(index) + 0.25 + 0.5 * Double(place.0)) * cellWidth
        let y = top + (0.125 + 0.25 * Double(place.1)) * cellHeight
        path += "M\(decimal(x)) \(decimal(y))h0"
      }
    }
    return path
  }

  /// Stretches of the run between blanks and braille, each held to its columns.
  private func words(left: Double, top: Double, _ color: String) -> [String] {
    var words: [String] = []
    var start = 0
    for index in 0...scalars.count where index == scalars.count || isBlank(scalars[index]) {
      defer { start = index + 1 }
      let word = scalars[start..<index].filter { $0 != Cell.continuation }
      guard !word.isEmpty else { continue }
      let attributes =
        (style.attributes.contains(.bold) ? " font-weight=\"bold\"" : "")
        + (style.attributes.contains(.dim) ? " opacity=\"0.6\"" : "")
        + (style.attributes.contains(.underline) ? " text-decoration=\"underline\"" : "")
      words.append(
        "<text x=\"\(decimal(left + Double(start) * cellWidth))\" y=\"\(decimal(top + 0.78 * cellHeight))\" "
          + "textLength=\"\(decimal(Double(index - start) * cellWidth))\" lengthAdjust=\"spacingAndGlyphs\" "
          + "fill=\"\(color)\"\(attributes)>\(word.map(escaped).joined())</text>")
    }
    return words
  }
}

private func isBraille(_ scalar: Unicode.Scalar) -> Bool { (0x2800...0x28FF).contains(scalar.value) }
private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || isBraille(scalar) }

private func escaped(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "<": "&lt;"
  case ">": "&gt;"
  case "&": "&amp;"
  default: String(scalar)
  }
}

/// At most two decimals, none where there is nothing to tell.
private func decimal(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let rest = hundredths % 100
  guard rest != 0 else { return String(hundredths / 100) }
  return "\(hundredths / 100)." + (rest < 10 ? "0\(rest)" : rest % 10 == 0 ? "\(rest / 10)" : "\(rest)")
}
