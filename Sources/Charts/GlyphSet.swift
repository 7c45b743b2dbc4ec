/// Which characters pictures are drawn with. Both sets tell the same things.
package enum GlyphSet: String, Sendable, Hashable, CaseIterable {
  /// Unicode: braille dots (2 x 4 to a cell) and box-drawing lines.
  case braille
  /// Seven-bit characters only, for fonts, locales and terminals that lack the others.
  case ascii

  /// The thin horizontal line of boxes and axes.
  package var horizontal: Unicode.Scalar { self == .braille ? "─" : "-" }
  /// The heavy horizontal line: the stretch of an axis where something holds, such as a guard that is on.
  package var heavyHorizontal: Unicode.Scalar { self == .braille ? "━" : "=" }
  /// The same in dashes: where something holds that must not be taken for the other.
  package var heavyDashes: Unicode.Scalar { self == .braille ? "╍" : "~" }
  /// The vertical line of boxes and value axes.
  package var vertical: Unicode.Scalar { self == .braille ? "│" : "|" }
  /// A vertical rule across a plot.
  package var rule: Unicode.Scalar { self == .braille ? "╎" : ":" }
  /// The line of the cursor across a plot.
  package var cursor: Unicode.Scalar { self == .braille ? "┃" : "!" }
  /// Corners of boxes, and the tees of a line across one.
  package var topLeft: Unicode.Scalar { self == .braille ? "┌" : "+" }
  package var topRight: Unicode.Scalar { self == .braille ? "┐" : "+" }
  package var bottomLeft: Unicode.Scalar { self == .braille ? "└" : "+" }
  package var bottomRight: Unicode.Scalar { self == .braille ? "┘" : "+" }
  package var leftTee: Unicode.Scalar { self == .braille ? "├" : "+" }
  package var rightTee: Unicode.Scalar { self == .braille ? "┤" : "+" }
  /// "At most", before the lowest label of an axis with a floor.
  package var atMost: String { self == .braille ? "≤" : "<" }
  /// A tick on a vertical axis line.
  package var tick: Unicode.Scalar { self == .braille ? "┤" : "+" }
  /// The foot of a vertical rule on an axis.
  package var foot: Unicode.Scalar { self == .braille ? "▴" : "^" }
  /// Stands for text that was cut off.
  package var ellipsis: String { self == .braille ? "…" : ".." }
  /// From the old to the new.
  package var arrow: String { self == .braille ? "→" : "->" }
  /// The full part of a meter, and its rest.
  package var full: Unicode.Scalar { self == .braille ? "■" : "#" }
  package var empty: Unicode.Scalar { self == .braille ? "·" : "." }
}
