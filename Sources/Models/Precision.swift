import Numerics
import Synchronization

/// What products with the weights of a model that are not edited are computed in. Everything else is f32 or f64: products
/// with edited weights, attention, normalisations, losses, second moments, solves, spectra.
package enum Precision: String, Sendable, Codable, CaseIterable {
  case f32
  /// Weights in bf16, activations in one or two bf16 numbers each, as the pass wants it; sums in f32.
  case bf16
}

/// What one product is computed in.
package enum ProductPrecision: Sendable, Equatable {
  case f32
  /// W rounded to bf16, and each activation to the sum of so many bf16 numbers: to 2^-9, 2^-17 or 2^-25 of itself.
  case bf16(terms: Int)
}

/// What a pass is for, and so what its rounding does.
package enum PassPurpose: Sendable {
  /// A step in search of a target: the next step mends what this one missed.
  case search
  /// Hidden states that targets are relative to.
  case states
  /// Scores: what the model says.
  case measuring
}

extension Precision {
  /// What the products of a pass are computed in.
  package func products(in pass: PassPurpose) -> ProductPrecision {
    switch (self, pass) {
    case (.f32, _): .f32
    case (.bf16, .search), (.bf16, .measuring): .bf16(terms: 1)
    case (.bf16, .states): .bf16(terms: 2)
    }
  }
}

extension Transformer {
  /// The same model for passes of one kind, with the products of its frozen weights as its precision has them there.
  package func prepared(for pass: PassPurpose) -> Transformer { computing(precision.products(in: pass)) }

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

  /// y += x W, or x W^T.
  func addProduct(
    of x: Matrix<Float>, terms: Int, transposed: Bool, to y: inout Matrix<Float>, making make: () -> PackedWeight
  ) {
    let form = forms.withLock { forms in
      if let known = transposed ? forms.transposed : forms.straight { return known }
      let made = make()
      if transposed { forms.transposed = made } else { forms.straight = made }
      return made
    }
    form.addProduct(of: x, terms: terms, to: &y)
  }
}
