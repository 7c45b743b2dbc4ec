import Foundation

/// A colour in OKLab, where equal distances look about equally different. `lightness` runs from 0 (black) to 1
/// (white). (B. Ottosson, "A perceptual color space for image processing", 2020.)
package struct OKLab: Sendable, Hashable {
  package var lightness: Double
  package var a: Double
  package var b: Double

  /// From its coordinates.
  package init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  /// From 8-bit sRGB.
  package init(red: UInt8, green: UInt8, blue: UInt8) {
    func linear(_ channel: UInt8) -> Double {
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let (r, g, b) = (linear(red), linear(green), linear(blue))
    let l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    self.init(
      lightness: 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      a: 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      b: 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  /// What `color` looks like, taking the 16 ANSI colours as xterm shows them; nil for the terminal's own.
  package init?(_ color: Color) {
    guard let (red, green, blue) = color.components else { return nil }
    self.init(red: red, green: green, blue: blue)
  }

  /// The nearest sRGB colour, each channel clamped.
  package var rgb: Color {
    let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    return .rgb(
      OKLab.encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      OKLab.encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      OKLab.encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
  }

  /// Euclidean distance; about 0.02 is just visible, 1 is black to white.
  package func distance(to other: OKLab) -> Double {
    let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
    return (dl * dl + da * da + db * db).squareRoot()
  }

  private func cube(_ value: Double) -> Double { value * value * value }

  private static func encoded(_ linear: Double) -> UInt8 {
    let value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055
    return UInt8(min(255, max(0, (value * 255).rounded())))
  }
}

extension Color {
  /// Red, green and blue, taking the 16 ANSI colours as xterm shows them; nil for the terminal's own colour.
  package var components: (red: UInt8, green: UInt8, blue: UInt8)? {
    switch self {
    case .terminal: return nil
    case .rgb(let red, let green, let blue): return (red, green, blue)
    case .ansi(let index):
      let table: [(UInt8, UInt8, UInt8)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
        (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255),
        (0, 255, 255), (255, 255, 255),
      ]
      return table[Int(index & 15)]
    }
  }
}
