extension CellBuffer {
  /// The picture in escape sequences, a line for each row, as `cat` shows it in a terminal.
  ///
  /// - Parameter palette: which colours to write: `.direct` as red, green and blue, `.none` none at all.
  package func ansi(palette: ColorMapper.Palette) -> String {
    var mapper = ColorMapper(palette: palette)
    return (0..<size.height).map { y in
      var line = ""
      var current = ""
      for x in 0..<size.width where self[x, y].scalar != Cell.continuation {
        let cell = self[x, y]
        let sequence = CellBuffer.sequence(cell.style, &mapper)
        if sequence != current { line += sequence }
        current = sequence
        line.unicodeScalars.append(cell.scalar)
      }
      return line + "\u{1B}[0m\n"
    }
    .joined()
  }

  /// The characters alone, a line for each row, without the blanks at line ends.
  package var plainText: String {
    (0..<size.height).map { y in
      var line = text(row: y)[...]
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }
    .joined()
  }

  /// `SGR` of a style from nothing (ECMA-48, 8.3.117; 38 and 48 as xterm has them).
  private static func sequence(_ style: Style, _ mapper: inout ColorMapper) -> String {
    let attributes: [(Style.Attributes, Int)] = [(.bold, 1), (.dim, 2), (.underline, 4), (.reverse, 7)]
    var codes = [0] + attributes.filter { style.attributes.contains($0.0) }.map(\.1)
    codes += code(of: style.foreground, base: 30, &mapper) + code(of: style.background, base: 40, &mapper)
    return "\u{1B}[" + codes.map(String.init).joined(separator: ";") + "m"
  }

  private static func code(of color: Color, base: Int, _ mapper: inout ColorMapper) -> [Int] {
    var number = mapper.number(of: color)
    guard number >= 0 else { return [] }
    if mapper.palette == .direct, case .ansi(let index) = color { number = Int(index & 15) }
    if mapper.palette == .direct, case .rgb(let red, let green, let blue) = color {
      return [base + 8, 2, Int(red), Int(green), Int(blue)]
    }
    // Beyond the sixteen there are only the indices of xterm's 256.
    if number < 8 { return [base + number] }
    if number < 16 { return [base + 60 + number - 8] }
    return [base + 8, 5, number]
  }
}
