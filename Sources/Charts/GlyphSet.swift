/// Which characters pictures are drawn with. All sets tell the same things.
package enum GlyphSet: String, Sendable, Hashable, CaseIterable {
  /// Unicode: braille dots (2 x 4 to a cell) and box-drawing lines.
  case braille
  /// Unicode: quarters of blocks (2 x 2 to a cell), which more fonts have, and box-drawing lines.
  case blocks
  /// Seven-bit characters only, for fonts, locales and terminals that lack the others.
  case ascii

  /// The one that a key goes to from here.
  package var next: GlyphSet {
    switch self {
    case .braille: .blocks
    case .blocks: .ascii
    case .ascii: .braille
    }
  }

  /// The thin horizontal line of boxes and axes.
  package var horizontal: Unicode.Scalar { self != .ascii ? "─" : "-" }
  /// The heavy horizontal line: the stretch of an axis where something holds, such as a guard that is on.
  package var heavyHorizontal: Unicode.Scalar { self != .ascii ? "━" : "=" }
  /// The same in dashes: where something holds that must not be taken for the other.
  package var heavyDashes: Unicode.Scalar { self != .ascii ? "╍" : "~" }
  /// A thin broken line across a plot.
  package var dash: Unicode.Scalar { self != .ascii ? "╌" : "." }
  /// The vertical line of boxes and value axes.
  package var vertical: Unicode.Scalar { self != .ascii ? "│" : "|" }
  /// A vertical rule across a plot.
  package var rule: Unicode.Scalar { self != .ascii ? "╎" : ":" }
  /// The line of the cursor across a plot.
  package var cursor: Unicode.Scalar { self != .ascii ? "┃" : "!" }
  /// Corners of boxes, and the tees of a line across one.
  package var topLeft: Unicode.Scalar { self != .ascii ? "┌" : "+" }
  package var topRight: Unicode.Scalar { self != .ascii ? "┐" : "+" }
  package var bottomLeft: Unicode.Scalar { self != .ascii ? "└" : "+" }
  package var bottomRight: Unicode.Scalar { self != .ascii ? "┘" : "+" }
  package var leftTee: Unicode.Scalar { self != .ascii ? "├" : "+" }
  package var rightTee: Unicode.Scalar { self != .ascii ? "┤" : "+" }
  /// "At most", before the lowest label of an axis with a floor.
  package var atMost: String { self != .ascii ? "≤" : "<" }
  /// A tick on a vertical axis line.
  package var tick: Unicode.Scalar { self != .ascii ? "┤" : "+" }
  /// The foot of a vertical rule on an axis.
  package var foot: Unicode.Scalar { self != .ascii ? "▴" : "^" }
  /// A point of a line.
  package var dot: String { self != .ascii ? "•" : "o" }
  /// Stands for text that was cut off.
  package var ellipsis: String { self != .ascii ? "…" : ".." }
  /// From the old to the new.
  package var arrow: String { self != .ascii ? "→" : "->" }
  /// The full part of a meter, and its rest.
  package var full: Unicode.Scalar { self != .ascii ? "■" : "#" }
  package var empty: Unicode.Scalar { self != .ascii ? "·" : "." }
}
