extension RandomAccessCollection {
  /// Where the second part of a collection begins, of which all elements belong to the first part until they belong to the
  /// second; `endIndex` when none does.
  ///
  /// - Complexity: O(log n).
  @inlinable
  package func partitioningIndex(where belongsToSecond: (Element) -> Bool) -> Index {
    var (start, count) = (startIndex, count)
    while count > 0 {
      let half = count / 2
      let middle = index(start, offsetBy: half)
      if belongsToSecond(self[middle]) {
        count = half
      } else {
        start = index(after: middle)
        count -= half + 1
      }
    }
    return start
  }
}
