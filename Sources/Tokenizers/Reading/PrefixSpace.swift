import Files

extension TokenizerStages {
  /// Heeds `add_prefix_space` of a `tokenizer_config.json` as the class does in `transformers` 4 and 5; where they differ,
  /// the file is refused.
  ///
  /// - Throws: `Unsupported`.
  mutating func heed(_ settings: TokenizerSettings, of kind: TokenizerClass) throws(Unsupported) {
    let said = settings.addsPrefixSpace
    if lead != nil {
      if kind == .llama, let said { setLead(said, isLegacy: settings.isLegacy ?? true) }
    } else if cutsBefore {
      // Every piece would begin with a space, and in one version only.
      let isRefused = putsSpace || said == true && (kind == .gpt2 || kind == .qwen2)
      guard !isRefused else { throw Unsupported(feature: "add_prefix_space where a Split or Digits comes before it") }
    } else {
      if try leadsWithSpace(said, kind) { preparation.append(.leadWithSpace) }
    }
  }

  /// Whether text is given a space by a vocabulary of bytes whose only cut is ByteLevel.
  private func leadsWithSpace(_ said: Bool?, _ kind: TokenizerClass) throws(Unsupported) -> Bool {
    switch kind {
    case .gpt2, .qwen2, .gptNeoX: return said ?? false
    case .llama, .gemma: return putsSpace
    case .general, .other, .unnamed:
      let other = said ?? (kind == .general ? false : putsSpace)
      guard other == putsSpace else {
        throw Unsupported(
          feature: "add_prefix_space that is \(putsSpace) in tokenizer.json and \(other) in tokenizer_config.json")
      }
      return putsSpace
    }
  }

  /// Puts a space before text of a vocabulary of characters, or not, where the file does otherwise.
  private mutating func setLead(_ leads: Bool, isLegacy: Bool) {
    let mark = Normalizer.spaceMark
    func begins(_ change: Normalizer) -> Bool {
      switch change {
      case .prepend(mark): true
      case .markSpaces(let leading): leading != .never
      default: false
      }
    }
    guard leads != (normalization + preparation).contains(where: begins) else { return }
    guard leads else {
      normalization.removeAll { $0 == .prepend(mark) }
      preparation = preparation.map { begins($0) ? .markSpaces(leading: .never) : $0 }
      lead = .nothing
      return
    }
    lead = .space
    if preparation.isEmpty {
      normalization.insert(.prepend(mark), at: 0)
    } else {
      preparation = preparation.map {
        $0 == .markSpaces(leading: .never) ? .markSpaces(leading: isLegacy ? .always : .first) : $0
      }
    }
  }
}
