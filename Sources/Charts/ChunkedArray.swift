/// An array in chunks that copies of it share. An append moves no more than the newest chunk, so that none is late by all that
/// came before; a copy that forgets its end or changes an element has one chunk of its own.
///
/// Public, for the compiler makes no versions for elements of other modules of what is open to the package alone: it would be
/// fifty times as slow.
public struct ChunkedArray<Element> {
  /// All but the last are full, and none is empty: equal arrays have equal chunks.
  @usableFromInline
  var chunks: [[Element]] = []
  @usableFromInline
  var length = 0

  @inlinable
  static var capacity: Int { 256 }

  @inlinable
  public init() {}

  @inlinable
  public init(_ elements: some Sequence<Element>) { for element in elements { append(element) } }

  /// - Complexity: O(1), but for one reference to each chunk that another copy shares.
  @inlinable
  public mutating func append(_ element: Element) {
    if length % Self.capacity == 0 {
      chunks.append([])
      chunks[chunks.count - 1].reserveCapacity(Self.capacity)
    }
    chunks[chunks.count - 1].append(element)
    length += 1
  }

  /// Forgets all but the first elements.
  ///
  /// - Complexity: O(n / 256) for n elements.
  @inlinable
  public mutating func keepFirst(_ kept: Int) {
    guard kept < length else { return }
    length = Swift.max(0, kept)
    let (whole, rest) = length.quotientAndRemainder(dividingBy: Self.capacity)
    let part = rest > 0 ? [Array(chunks[whole][..<rest])] : []
    chunks.removeLast(chunks.count - whole)
    chunks += part
  }
}

extension ChunkedArray: RandomAccessCollection, MutableCollection {
  @inlinable
  public var startIndex: Int { 0 }
  @inlinable
  public var endIndex: Int { length }
  @inlinable
  public var count: Int { length }

  @inlinable
  public subscript(index: Int) -> Element {
    get { chunks[index / Self.capacity][index % Self.capacity] }
    _modify { yield &chunks[index / Self.capacity][index % Self.capacity] }
  }
}

extension ChunkedArray: Sendable where Element: Sendable {}
extension ChunkedArray: Equatable where Element: Equatable {}

extension ChunkedArray: ExpressibleByArrayLiteral {
  @inlinable
  public init(arrayLiteral elements: Element...) { self.init(elements) }
}
