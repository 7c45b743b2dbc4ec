/// A chart for print, as vector paths: axes, lines, bands and marks, as wide as a column of a page. Lines differ in colour,
/// in dashes and in darkness, so that they stay apart for eyes of any kind and on paper without colour.
package struct Figure: Sendable, Equatable {
  /// A line, with a band around it where it is the mean of several.
  package struct Line: Sendable, Equatable {
    package var name: String
    package var ink: Ink
    /// By ascending x. Values that are not finite break the line.
    package var points: [ChartPoint]
    /// What the band reaches from and to at each of the points; empty for none.
    package var band: [ClosedRange<Double>]
    /// Places on the line that are crossed out.
    package var crosses: [ChartPoint]

    package init(
      name: String, ink: Ink, points: [ChartPoint], band: [ClosedRange<Double>] = [], crosses: [ChartPoint] = []
    ) {
      self.name = name
      self.ink = ink
      self.points = points
      self.band = band
      self.crosses = crosses
    }
  }

  /// A place on x with a word or two above the plot.
  package struct Mark: Sendable, Equatable {
    package var x: Double
    package var note: String
    package var ink: Ink

    package init(x: Double, note: String, ink: Ink = .note) {
      self.x = x
      self.note = note
      self.ink = ink
    }
  }

  /// A value of y that means something; one beyond the axis is told at its end.
  package struct Level: Sendable, Equatable {
    package var y: Double
    package var note: String
    package var ink: Ink

    package init(y: Double, note: String, ink: Ink = .alarm) {
      self.y = y
      self.note = note
      self.ink = ink
    }
  }

  /// Stretches of x that mean something: tinted behind the lines, or, where they belong to one of several lines, as a bar
  /// under the plot.
  package struct Stretches: Sendable, Equatable {
    package var ranges: [ClosedRange<Double>]
    /// Of the line; nil tints the plot.
    package var ink: Ink?

    package init(_ ranges: [ClosedRange<Double>], ink: Ink? = nil) {
      self.ranges = ranges
      self.ink = ink
    }
  }

  /// What it is drawn on.
  package enum Ground: String, Sendable, CaseIterable { case light, transparent }

  package var title: String
  package var x: Axis
  package var xTitle: String
  package var y: Axis
  package var yTitle: String
  package var lines: [Line] = []
  package var stretches: [Stretches] = []
  package var marks: [Mark] = []
  package var levels: [Level] = []
  /// What is to be known of the picture, under the names of the lines.
  package var remarks: [String] = []

  package init(title: String, x: Axis, xTitle: String, y: Axis, yTitle: String) {
    self.title = title
    self.x = x
    self.xTitle = xTitle
    self.y = y
    self.yTitle = yTitle
  }

  /// An axis around values: linear or, for what grows by factors, logarithmic, without values that are not finite.
  ///
  /// - Parameter limits: what no value can be beyond, such as 0...1 for shares.
  package static func axis(_ kind: AxisKind, around values: [Double], within limits: ClosedRange<Double>? = nil) -> Axis
  {
    var range = SteadyRange(kind)
    range.update(values)
    let axis = range.axis
    guard let limits, values.contains(where: \.isFinite) else { return axis }
    return Axis(kind, max(axis.lower, limits.lowerBound), min(axis.upper, limits.upperBound))
  }
}

extension Figure {
  /// The colour of a line and its dashes.
  package struct Ink: Sendable, Equatable {
    /// As SVG has it.
    package var color: String
    /// Lengths of strokes and gaps; empty for a line without gaps.
    package var dash: String

    package init(_ color: String, dash: String = "") {
      self.color = color
      self.dash = dash
    }

    /// For words and rules that belong to no line.
    package static let note = Ink("#555555", dash: "1.5 1.5")
    /// For what must not be missed.
    package static let alarm = Ink("#b01c2e", dash: "4 1.5")

    /// The colours of Okabe and Ito ("Color Universal Design", 2008), yellow left out and sky blue and orange last, since
    /// they are pale on paper; each with dashes of its own.
    private static let series = [
      Ink("#0072b2"), Ink("#d55e00", dash: "5 1.6"), Ink("#009e73", dash: "1.4 1.2"),
      Ink("#000000", dash: "6 1.5 1.4 1.5"),
      Ink("#cc79a7", dash: "3 1.2"), Ink("#e69f00", dash: "8 2"), Ink("#56b4e9", dash: "2.4 1 1 1"),
      Ink("#7f7f7f", dash: "0.8 1.2"),
    ]

    /// The ink of the line at a place; dashes move on where colours come again.
    package static func line(_ place: Int) -> Ink {
      let count = series.count
      let dashes = series[(place + place / count) % count].dash
      return Ink(series[place % count].color, dash: dashes)
    }

    /// A colour for a share of the way from early to late, darker the later it is: from the scale cividis (Nuñez,
    /// Anderton and Renslow, PLOS ONE 2018), which looks the same to eyes of any kind, without its palest end.
    package static func ramp(_ share: Double) -> Ink {
      let stops: [(Double, Double, Double)] = [
        (202, 186, 106), (148, 142, 119), (102, 105, 112), (48, 75, 108), (0, 34, 78),
      ]
      let place = min(1, max(0, share)) * Double(stops.count - 1)
      let first = min(stops.count - 2, clampedInt(place))
      let (from, to, part) = (stops[first], stops[first + 1], place - Double(first))
      func hex(_ a: Double, _ b: Double) -> String {
        let byte = clampedInt((a + (b - a) * part).rounded())
        return (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
      return Ink("#" + hex(from.0, to.0) + hex(from.1, to.1) + hex(from.2, to.2))
    }
  }
}
