import Foundation

extension LogCodec {
  /// Reads a line without what takes most of its room: the layers of a round, the outcomes of its edits and the readings of
  /// its prompts are then empty, and so are the spectra of a run's beginning. For those who want no more than how runs went:
  /// it takes a small part of the time.
  ///
  /// - Throws: `DecodingError` as `decode` does, though not for what is wrong in the parts that are left out.
  package func skim(_ line: UnsafeRawBufferPointer) throws -> (entry: Event, time: Double) {
    var (short, rest) = (Data(), line)
    // Keys are written in alphabetical order, so what follows each is known. Where another one does, nothing is left out. No
    // text can look like a key: a quotation mark within one has a stroke before it.
    func leaveOut(_ key: StaticString, before ends: [StaticString]) -> Bool {
      guard let start = rest.place(of: key).map({ $0 + key.utf8CodeUnitCount }) else {
        return false
      }
      let inner = UnsafeRawBufferPointer(rebasing: rest[start...])
      guard let length = ends.compactMap(inner.place).min() else { return false }
      short += rest[..<start]
      rest = UnsafeRawBufferPointer(rebasing: inner[length...])
      return true
    }
    if !leaveOut("\"layers\":[", before: ["],\"outcomes\":["]) {
      while leaveOut("\"spectrum\":[", before: ["]"]) {}
    }
    _ = leaveOut("\"outcomes\":[", before: ["],\"partial\":", "],\"probes\":[", "],\"round\":"])
    _ = leaveOut("\"probes\":[", before: ["],\"revive\":"])
    return try decode(short + rest)
  }
}

extension UnsafeRawBufferPointer {
  /// Where a text comes first that begins with a closing bracket or ends with an opening one; nil when it does not. Brackets
  /// are rare in a log, so that they are looked for.
  fileprivate func place(of text: StaticString) -> Int? {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    let closing = UInt8(ascii: "]")
    let anchor = wanted.first == closing ? 0 : wanted.count - 1
    let bracket = wanted.first == closing ? closing : UInt8(ascii: "[")
    var start = 0
    while let base = baseAddress, let found = memchr(base + start, Int32(bracket), count - start) {
      let place = base.distance(to: UnsafeRawPointer(found))
      let first = place - anchor
      if first >= 0, first + wanted.count <= count, self[first..<first + wanted.count].elementsEqual(wanted) {
        return first
      }
      start = place + 1
    }
    return nil
  }
}
