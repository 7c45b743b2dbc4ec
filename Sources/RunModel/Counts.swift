/// A count with commas between thousands, for sentences of rooms that draw nothing.
package func separated(_ count: Int) -> String {
  let digits = Array(String(count.magnitude))
  let parts = digits.enumerated().map { place, digit in
    place > 0 && (digits.count - place).isMultiple(of: 3) ? ",\(digit)" : String(digit)
  }
  return (count < 0 ? "-" : "") + parts.joined()
}
