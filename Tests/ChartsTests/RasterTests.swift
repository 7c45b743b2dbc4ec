import Cells
import Charts
import Testing

/// Numbers that look random and are the same in every run.
struct Noise {
  var seed: UInt64
  /// In 0..<1.
  mutating func next() -> Double {
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(seed >> 11) / Double(1 << 53)
  }
}

/// Whether a dot is set, read back from the braille bits by the table of the Unicode standard.
func isSet(_ raster: Raster, x: Int, y: Int, series: Int) -> Bool {
  let table = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
  return Int(raster.dots(series: series, x: x / 2, y: y / 4)) & table[y % 4][x % 2] != 0
}

@Suite struct RasterTests {
  @Test func singleDots() {
    for y in 0..<8 {
      for x in 0..<6 {
        var raster = Raster(size: Size(width: 3, height: 2), series: 1)
        raster.set(x: x, y: y, series: 0)
        for row in 0..<8 {
          for column in 0..<6 {
            #expect(isSet(raster, x: column, y: row, series: 0) == (column == x && row == y))
          }
        }
      }
    }
  }

  /// A line sets one dot per step of its longer side, each within half a dot of the ideal line.
  @Test func linesStayOnCourse() {
    var noise = Noise(seed: 3)
    for _ in 0..<300 {
      let size = Size(width: 12, height: 7)
      var raster = Raster(size: size, series: 1)
      let ends = (0..<2).map { _ in
        DotPoint(x: (noise.next() * 23).rounded(), y: (noise.next() * 27).rounded())
      }
      raster.line(from: ends[0], to: ends[1], series: 0)
      let (dx, dy) = (ends[1].x - ends[0].x, ends[1].y - ends[0].y)
      var count = 0
      for y in 0..<28 {
        for x in 0..<24 where isSet(raster, x: x, y: y, series: 0) {
          count += 1
          let cross = abs((Double(x) - ends[0].x) * dy - (Double(y) - ends[0].y) * dx)
          #expect(cross <= max(abs(dx), abs(dy)) * 0.5 + 1e-9)
        }
      }
      #expect(count == Int(max(abs(dx), abs(dy))) + 1)
    }
  }

  @Test func linesAreClippedNotDropped() {
    var raster = Raster(size: Size(width: 4, height: 2), series: 1)
    raster.line(from: DotPoint(x: -1e6, y: 4), to: DotPoint(x: 1e6, y: 4), series: 0)
    for x in 0..<8 { #expect(isSet(raster, x: x, y: 4, series: 0)) }
    raster.line(from: DotPoint(x: -5, y: -5), to: DotPoint(x: -1, y: 40), series: 0)
    raster.line(from: DotPoint(x: .nan, y: 0), to: DotPoint(x: 1, y: .infinity), series: 0)
  }

  @Test func crossingLinesTakeTurnsAndPrioritiesWin() {
    var raster = Raster(size: Size(width: 4, height: 1), series: 2)
    for series in 0..<2 { raster.line(from: DotPoint(x: 0, y: 1), to: DotPoint(x: 7, y: 1), series: series) }
    #expect((0..<4).map { raster.owner(x: $0, y: 0, priorities: [1, 1]) } == [0, 0, 1, 1])
    #expect((0..<4).map { raster.owner(x: $0, y: 0, priorities: [0, 1]) } == [1, 1, 1, 1])
    #expect(raster.owner(x: 9, y: 9, priorities: []) == nil)
  }

  @Test func emptyCellsAreSpaces() {
    for glyphs in GlyphSet.allCases {
      #expect(glyphs.glyph(dots: 0) == " ")
      for dots in UInt8(1)...255 {
        #expect(glyphs.glyph(dots: dots) != " ")
        if glyphs == .ascii { #expect(glyphs.glyph(dots: dots).isASCII) }
      }
    }
    #expect(GlyphSet.braille.glyph(dots: 0xFF) == "\u{28FF}")
    // Left column 1 2 3 7, right column 4 5 6 8, from the top; two rows of dots make a row of quarters.
    let quarters: [(UInt8, Unicode.Scalar)] = [
      (0x01, "▘"), (0x02, "▘"), (0x08, "▝"), (0x10, "▝"), (0x04, "▖"), (0x40, "▖"), (0x20, "▗"), (0x80, "▗"),
      (0x09, "▀"), (0xC0, "▄"), (0x47, "▌"), (0xB8, "▐"), (0x81, "▚"), (0x48, "▞"), (0xFF, "█"),
    ]
    for (dots, glyph) in quarters { #expect(GlyphSet.blocks.glyph(dots: dots) == glyph) }
  }

  @Test func sizesThatHoldNothing() {
    for size in [Size(width: 0, height: 0), Size(width: -3, height: 5), Size(width: 5, height: 0)] {
      var raster = Raster(size: size, series: 1)
      raster.set(x: 0, y: 0, series: 0)
      raster.set(x: 0, y: 0, series: 7)
      raster.line(from: DotPoint(x: 0, y: 0), to: DotPoint(x: 9, y: 9), series: 0)
      #expect(raster.dots(series: 0, x: 0, y: 0) == 0)
    }
  }
}

@Suite struct ReductionTests {
  /// The reduced line sets exactly the dots of the whole one.
  @Test(arguments: 0..<20) func drawsTheSamePicture(seed: Int) {
    var noise = Noise(seed: UInt64(seed + 1))
    let size = Size(width: 20, height: 6)
    let count = 1 + Int(noise.next() * 3_000)
    let points = (0..<count).map { index in
      DotPoint(x: Double(index) / Double(count) * 39, y: noise.next() * noise.next() * 23)
    }
    let reduced = reducedM4(points) { clampedInt($0.x) }
    #expect(reduced.count <= 4 * 40)
    func picture(_ line: [DotPoint]) -> Raster {
      var raster = Raster(size: size, series: 1)
      if line.count == 1 { raster.line(from: line[0], to: line[0], series: 0) }
      for (a, b) in zip(line, line.dropFirst()) { raster.line(from: a, to: b, series: 0) }
      return raster
    }
    #expect(picture(reduced) == picture(points))
  }

  /// First, lowest, highest, last of every run, found by hand.
  @Test func keepsWhatItSays() {
    let points = [3.0, 5, 1, 4, 2, 9, 9].enumerated().map { DotPoint(x: Double($0.offset / 5), y: $0.element) }
    #expect(reducedM4(points) { clampedInt($0.x) }.map(\.y) == [3, 5, 1, 2, 9, 9])
    #expect(reducedM4([DotPoint]()) { _ in 0 }.isEmpty)
    #expect(reducedM4([DotPoint(x: 0, y: 1)]) { _ in 0 }.count == 1)
  }
}
