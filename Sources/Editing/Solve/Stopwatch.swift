/// Wall-clock seconds since it was made.
package struct Stopwatch {
  private let start = ContinuousClock.now

  package init() {}

  package var seconds: Double {
    let parts = (ContinuousClock.now - start).components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}
