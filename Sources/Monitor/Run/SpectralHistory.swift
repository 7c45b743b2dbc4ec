import Charts
import Foundation
import RunModel

/// How the singular values of a weight have grown over edits against those of edit 0, in 64 bands of indices of equal width
/// on a logarithmic axis. Summed up over ever longer stretches, so that a picture of any stretch costs as much as it is wide.
package struct SpectralHistory: Sendable, Equatable {
  /// Log2 ratios of the bands in steps of 1/20, counted from `unchanged`; `broken` for what is not finite.
  private typealias Bands = [UInt8]
  /// The highest value of every band, then the lowest of every band.
  private typealias Extremes = [UInt8]

  private static let bandCount = 64
  private static let scale = 20.0
  private static let unchanged: UInt8 = 120
  private static let broken: UInt8 = 255
  /// The farthest log2 ratio that is told from larger ones.
  private static let farthest = 6.0

  /// Edit counts, ascending.
  private var edits = ChunkedArray<Int>()
  private var rounds = ChunkedArray<Bands>()
  /// At level 0 of two rounds each, at level l of two of the level below.
  private var sums: [ChunkedArray<Extremes>] = []
  /// Where the first ratio was beyond each of `limits`, in their order, as far as one was.
  private var crossings: [Int] = []

  /// Log2 ratios that a picture's colours can end at: x8, x64.
  package static let limits = [3.0, farthest]

  package init() {}

  /// Takes in the spectrum after a round.
  mutating func append(edits count: Int, spectrum: [Float], original: [Float]) {
    edits.append(count)
    let bands = SpectralHistory.bands(spectrum, original: original)
    rounds.append(bands)
    let peak = SpectralHistory.peak(bands)
    while crossings.count < SpectralHistory.limits.count - 1, peak > SpectralHistory.limits[crossings.count] {
      crossings.append(count)
    }
    var (index, level) = (edits.count - 1, 0)
    // A pair is summed up when its second half comes.
    while index % 2 == 1 {
      if level == sums.count { sums.append([]) }
      var pair = SpectralHistory.none
      for half in [index - 1, index] { take(level: level, half, into: &pair) }
      sums[level].append(pair)
      (index, level) = (index / 2, level + 1)
    }
  }

  /// Forgets what lies beyond an edit count.
  mutating func rewind(to limit: Int) {
    edits.keepFirst(edits.partitioningIndex { $0 > limit })
    rounds.keepFirst(edits.count)
    for level in sums.indices { sums[level].keepFirst(edits.count >> (level + 1)) }
    while sums.last?.isEmpty == true { sums.removeLast() }
    crossings.removeAll { $0 > limit }
  }

  /// What the colours have to reach by an edit count, and since which edit they reach further than at first; nil while they
  /// do not.
  package func limit(by edits: Int) -> (limit: Double, since: Int?) {
    let crossed = crossings.filter { $0 <= edits }
    return (SpectralHistory.limits[crossed.count], crossed.last)
  }

  /// The ratio that is farthest from 1, as log2 of its size; 0 where nothing is finite.
  private static func peak(_ bands: Bands) -> Double {
    (0..<bandCount).reduce(0.0) { peak, band in
      bands[band] == broken ? peak : max(peak, abs(Double(bands[band]) - Double(unchanged)) / scale)
    }
  }

  /// Log2 of the growth over a stretch, strongest first in every band: of rounds within it, else of the last one before.
  /// Nil beyond the newest round and before the first.
  ///
  /// - Parameter rows: parts of the index axis from its head on; a part takes the strongest of its bands.
  package func growth(from lower: Double, to upper: Double, rows: Int) -> [Double]? {
    guard let newest = edits.last, lower <= Double(newest), rows > 0 else { return nil }
    var first = place(of: lower)
    let end = place(of: upper)
    if first >= end {
      guard end > 0 else { return nil }
      first = end - 1
    }
    let bands = strongest(first..<end)
    return (0..<rows).map { row in
      let start = row * SpectralHistory.bandCount / rows
      let range = start..<max(start + 1, (row + 1) * SpectralHistory.bandCount / rows)
      var (rise, fall) = (0, 0)
      for band in range {
        let (high, low) = (bands[band], bands[SpectralHistory.bandCount + band])
        if high == SpectralHistory.broken { return .nan }
        rise = max(rise, Int(high) - Int(SpectralHistory.unchanged))
        fall = max(fall, Int(SpectralHistory.unchanged) - Int(low))
      }
      return Double(rise >= fall ? rise : -fall) / SpectralHistory.scale
    }
  }

  /// Where nothing has changed, which is less than any growth and than any loss.
  private static let none = Extremes(repeating: unchanged, count: 2 * bandCount)

  /// Takes in the extremes of a level; level 0 are the rounds themselves. Plain loops over bytes: the compiler takes many
  /// bands at once, which it does not with the lanes of a `SIMD64`.
  private func take(level: Int, _ index: Int, into extremes: inout Extremes) {
    let width = SpectralHistory.bandCount
    let (source, low) = level == 0 ? (rounds[index], 0) : (sums[level - 1][index], width)
    source.withUnsafeBufferPointer { source in
      extremes.withUnsafeMutableBufferPointer { extremes in
        for band in 0..<width { extremes[band] = max(extremes[band], source[band]) }
        for band in 0..<width { extremes[width + band] = min(extremes[width + band], source[low + band]) }
      }
    }
  }

  /// The first round at or after an edit count.
  private func place(of x: Double) -> Int { edits.partitioningIndex { Double($0) >= x } }

  private func strongest(_ range: Range<Int>) -> Extremes {
    var result = SpectralHistory.none
    var (low, high, level) = (range.lowerBound, range.upperBound, 0)
    while low < high {
      if low % 2 == 1 {
        take(level: level, low, into: &result)
        low += 1
      }
      if high % 2 == 1 {
        high -= 1
        take(level: level, high, into: &result)
      }
      (low, high, level) = (low / 2, high / 2, level + 1)
    }
    return result
  }

  /// Of each band the ratio that is farthest from 1.
  private static func bands(_ spectrum: [Float], original: [Float]) -> Bands {
    let count = min(spectrum.count, original.count)
    var result = Bands(repeating: unchanged, count: bandCount)
    guard count > 0 else { return result }
    let top = Foundation.log(Double(max(2, count)))
    for band in 0..<bandCount {
      let first = clampedInt((exp(top * Double(band) / Double(bandCount)) + 1e-9).rounded(.down))
      let last = clampedInt((exp(top * Double(band + 1) / Double(bandCount)) - 1e-9).rounded(.up)) - 1
      let start = min(first, count) - 1
      result[band] = quantised(spectrum, original, start...max(start, min(last, count) - 1))
    }
    return result
  }

  private static func quantised(_ spectrum: [Float], _ original: [Float], _ range: ClosedRange<Int>) -> UInt8 {
    var (low, high) = (1.0, 1.0)
    for index in range {
      let (now, before) = (Double(spectrum[index]), Double(original[index]))
      guard now.isFinite, before.isFinite else { return broken }
      guard now != before else { continue }
      let ratio = before > 0 ? max(0, now) / before : .greatestFiniteMagnitude
      low = min(low, ratio)
      high = max(high, ratio)
    }
    let (fall, rise) = (low > 0 ? log2(low) : -farthest, log2(high))
    return UInt8(clampedInt(max(-farthest, min(farthest, rise >= -fall ? rise : fall)) * scale) + Int(unchanged))
  }
}

/// The mean of spectra by index, as long as the shortest.
func meanSpectrum(_ spectra: [[Float]]) -> [Float] {
  guard let count = spectra.map(\.count).min(), count > 0 else { return [] }
  return (0..<count).map { i in spectra.reduce(0) { $0 + $1[i] } / Float(spectra.count) }
}
