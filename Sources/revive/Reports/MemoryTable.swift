import Charts
import Engine
import Models

/// A memory plan in words.
extension MemoryPlan {
  /// Whether it can be done with so many bytes, and what could.
  func verdict(available: Double?) -> String {
    guard let available else { return "how much is free is not known here" }
    let free = "\(byteText(available)) are free"
    if total(.f32) <= available { return "\(free): enough" }
    if storage(available: available) == .stored, total(.stored) <= available {
      return "\(free): enough with the weights left as they are stored, which a run then chooses (--weights stored)"
    }
    let storage = storage(available: available)
    let (fixed, perLayer) = (fixed(storage), perLayer(storage))
    let fitting = Int((available - fixed) / perLayer)
    guard fitting > 0 else {
      let part = fixed > available ? "the weights" : "even one edited layer"
      return "\(free): too little for \(part); one layer could be edited with \(byteText(fixed + perLayer))"
    }
    return "\(free): not enough for \(layers) edited layers, but for \(fitting): choose them by --layers"
  }

  /// Rows for a table of what is what, with the weights as they would be held.
  func lines(available: Double?) -> [(String, String)] {
    let storage = storage(available: available)
    let stored = weights(.stored) < weights(.f32) ? ", \(byteText(weights(.stored))) as they are stored" : ""
    return [
      ("memory", "\(byteText(total(storage))) for \(layers) edited layer\(layers == 1 ? "" : "s"):"),
      ("  weights", "\(byteText(weights(.f32))) in F32\(stored)"),
      ("  targets", "\(byteText(MemoryPlan.targets)) at most, for the edits that are optimised at once"),
      ("  measuring", "\(byteText(measuring)) at most"),
      (
        "  each layer",
        "\(byteText(perLayer(storage))): weight \(byteText(perLayer(storage) - moments - spectra)), second moment "
          + "\(byteText(moments)), spectra \(byteText(spectra))"
      ),
      ("this machine", verdict(available: available)),
    ]
  }
}
