extension RandomAccessCollection {
  /// The first index of the second part of a collection whose elements do not satisfy `isInSecondPart` up to some place and
  /// satisfy it from there on; `endIndex` when none does. O(log n).
  @inlinable
  package func partitioningIndex(where isInSecondPart: (Element) -> Bool) -> Index {
    var (low, count) = (startIndex, count)
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if isInSecondPart(self[middle]) {
        count = half
      } else {
        (low, count) = (index(after: middle), count - half - 1)
      }
    }
    return low
  }
}
