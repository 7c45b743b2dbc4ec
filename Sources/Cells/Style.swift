/// A colour as a theme names it; what a terminal can show of it is decided when painting.
package enum Color: Sendable, Hashable {
  /// The terminal's own foreground or background.
  case terminal
  case rgb(UInt8, UInt8, UInt8)
  /// One of the 16 ANSI colours, 0...15.
  case ansi(UInt8)
}

/// How a cell is drawn.
package struct Style: Sendable, Hashable {
  package struct Attributes: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let bold = Attributes(rawValue: 1)
    package static let dim = Attributes(rawValue: 2)
    package static let underline = Attributes(rawValue: 4)
    package static let reverse = Attributes(rawValue: 8)
  }
  package var foreground: Color
  package var background: Color
  package var attributes: Attributes

  package init(_ foreground: Color = .terminal, on background: Color = .terminal, _ attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }
}
