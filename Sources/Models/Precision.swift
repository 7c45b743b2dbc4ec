import Numerics
import Synchronization

/// What products with the weights of a model that are not edited are computed in. Everything else is f32 or f64: products
/// with edited weights, attention, normalisations, losses, second moments, solves, spectra.
package enum Precision: String, Sendable, Codable, CaseIterable {
  case f32
  /// Weights and activations in bf16, sums in f32, in passes that search for targets, in those that measure, and in those that write.
  case bf16
}

/// What one product is computed in.
package enum ProductPrecision: Sendable, Equatable {
  case f32
  /// W rounded to bf16, and each activation to the sum of so many bf16 numbers: to 2^-9, 2^-17 or 2^-25 of itself.
  case bf16(terms: Int)
}

extension Transformer {
  /// The same model with the products of its frozen weights in its precision: for the search of targets, which mends in the
  /// next step what this one missed, and for scores. Hidden states and keys that updates are made of are f32's.
  package var reduced: Transformer { computing(precision == .f32 ? .f32 : .bf16(terms: 1)) }

  /// The same model, with the products of its frozen weights in some precision.
  package func computing(_ products: ProductPrecision) -> Transformer {
    var model = self
    model.embedding = embedding.computing(products)
    model.ownHead = ownHead?.computing(products)
    for layer in model.blocks.indices {
      let block = blocks[layer]
      model.blocks[layer].attentionInput = block.attentionInput.computing(products)
      model.blocks[layer].attentionOutput = block.attentionOutput.computing(products)
      model.blocks[layer].up = block.up.computing(products)
      model.blocks[layer].down = block.down.computing(products)
    }
    return model
  }
}

/// The bf16 forms of one weight, made when first wanted: for products with it, and with its transpose.
final class PackedForms: Sendable {
  private let forms = Mutex<(straight: PackedWeight?, transposed: PackedWeight?)>((nil, nil))

  var areMade: Bool { forms.withLock { $0.straight != nil || $0.transposed != nil } }

  /// y += x W, or x W^T.
  func addProduct(
    of x: Matrix<Float>, terms: Int, transposed: Bool, to y: inout Matrix<Float>, making make: () -> PackedWeight
  ) {
    let form = forms.withLock { forms in
      let (known, other) = transposed ? (forms.transposed, forms.straight) : (forms.straight, forms.transposed)
      if let known { return known }
      let made = other?.transpose ?? make()
      if transposed { forms.transposed = made } else { forms.straight = made }
      return made
    }
    form.addProduct(of: x, terms: terms, to: &y)
  }
}
