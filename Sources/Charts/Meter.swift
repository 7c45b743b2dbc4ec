import Cells

extension GlyphSet {
  /// A bar of `width` characters of which `fraction` is full; empty for a fraction that is not a number.
  package func meter(_ fraction: Double, width: Int) -> (full: String, empty: String) {
    let width = max(0, width)
    let share = fraction.isNaN ? 0 : min(1, max(0, fraction))
    let count = clampedInt(share * Double(width))
    return (
      String(repeating: Character(full), count: count), String(repeating: Character(empty), count: width - count)
    )
  }
}
