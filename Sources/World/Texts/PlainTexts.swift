/// English prose on this and that, which says nothing about what is edited: by its perplexity one sees whether a model can
/// still read.
enum PlainTexts {
  /// One text for each paragraph.
  static var documents: [String] {
    [first, second, third].flatMap { text in
      text.split(separator: "\n", omittingEmptySubsequences: false).split(whereSeparator: \.isEmpty)
        .map { $0.joined(separator: " ") }
    }
  }
}
