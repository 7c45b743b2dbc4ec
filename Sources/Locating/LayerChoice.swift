import RunModel

/// Which layers an edit goes into, by where a model looks up what it knows about subjects.
///
/// Around the layer where restoring the state of the subject's last token does most for the answer there is a plateau: the
/// lookup is done, and later blocks carry its result elsewhere. The last edited layer is the middle of that plateau, which
/// depends less on the facts that are traced than the peak does; the edit is spread over the layers that lead to it, a sixth
/// of the blocks and five at most. GPT2-XL (48 blocks), with its plateau around layer 15 (ROME, Figure 2), so gets 11 to 15;
/// published are 13 to 17 for MEMIT and 17 for ROME.
///
/// - Parameter effect: of restoring it after each block.
package func editedLayers(effect: [Double], for editor: EditorKind) -> [Int] {
  let last = middleOfPlateau(effect)
  guard !editor.editsOneLayer else { return [last] }
  let count = max(1, min(5, (effect.count + 3) / 6))
  return Array(max(0, last - count + 1)...last)
}

/// The middle of the layers around the peak whose effect is 90 % of it or more.
private func middleOfPlateau(_ effect: [Double]) -> Int {
  // After the last block only the prompt's last token counts.
  let candidates = effect.count > 1 ? effect.indices.dropLast() : effect.indices
  guard let peak = candidates.max(by: { effect[$0] < effect[$1] }) else { return 0 }
  let least = 0.9 * effect[peak]
  var (first, last) = (peak, peak)
  while first > 0, effect[first - 1] >= least { first -= 1 }
  while last + 1 < candidates.endIndex, effect[last + 1] >= least { last += 1 }
  return (first + last) / 2
}
