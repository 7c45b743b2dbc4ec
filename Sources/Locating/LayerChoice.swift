import RunModel

/// How many layers an edit is spread over, in a model of so many blocks.
package func editedLayerCount(of blocks: Int) -> Int { max(1, min(5, (blocks + 3) / 6)) }

/// Which layers an edit goes into, by where a model looks up what it knows about subjects.
///
/// The last edited layer is the one around which restoring the state of the subject's last token does most for the answer:
/// there the lookup is done, and later blocks carry its result elsewhere. That is a plateau rather than a peak, so the effect
/// is averaged over neighbouring layers, as many as are edited: the facts that happen to be traced then matter less. The edit
/// is spread over the layers that lead there, a sixth of the blocks and five at most. GPT2-XL (48 blocks), with its peak at
/// layer 15 (ROME, Figure 2), so gets 11 to 15; published are 13 to 17 for MEMIT and 17 for ROME.
///
/// - Parameter effect: of restoring it after each block.
package func editedLayers(effect: [Double], for editor: EditorKind) -> [Int] {
  let count = editedLayerCount(of: effect.count)
  // After the last block only the prompt's last token counts.
  let candidates = effect.count > 1 ? effect.indices.dropLast() : effect.indices
  func mean(around layer: Int) -> Double {
    let window = (layer - count / 2...layer + count / 2).clamped(to: 0...candidates.count - 1)
    return effect[window].reduce(0, +) / Double(window.count)
  }
  let last = candidates.max { mean(around: $0) < mean(around: $1) } ?? 0
  return editor.editsOneLayer ? [last] : Array(max(0, last - count + 1)...last)
}
