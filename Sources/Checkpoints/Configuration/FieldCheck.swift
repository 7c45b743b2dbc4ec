import Files

/// Checks the fields of one `config.json`.
struct FieldCheck {
  /// Of the file, for messages.
  let path: String

  /// The largest sizes that are believed. They lie far above any real model and keep every product of two or three of
  /// these numbers inside Int.
  enum Limit {
    static let width = 1 << 18
    static let layers = 1 << 12
    static let feedForward = 1 << 20
    static let context = 1 << 22
    static let vocabulary = 1 << 22
  }

  func invalid(_ field: some CodingKey, _ problem: String) -> CheckpointError {
    .invalidConfiguration(path: path, field: field.stringValue, problem: problem)
  }

  /// What decoding came upon.
  func invalid(_ fault: JSONFault) -> CheckpointError {
    let field = fault.field.isEmpty ? "(whole file)" : fault.field
    return .invalidConfiguration(path: path, field: field, problem: fault.problem)
  }

  /// A model that would need what this program does not do; `supported` says what it does instead.
  func unsupported(_ found: String, supported: String...) -> CheckpointError {
    .unsupportedArchitecture(path: path, found: found, supported: supported)
  }

  func size(_ value: Int, _ field: some CodingKey, atMost limit: Int) throws -> Int {
    guard value >= 1, value <= limit else { throw invalid(field, "is \(value), must be 1 to \(limit)") }
    return value
  }

  func epsilon(_ value: Double, _ field: some CodingKey) throws -> Float {
    guard value > 0, value < 1, Float(value) > 0 else {
      throw invalid(field, "is \(value), must lie between 0 and 1")
    }
    return Float(value)
  }

  /// A number by which something is multiplied or divided.
  func factor(_ value: Double, _ field: some CodingKey) throws -> Double {
    guard value >= 1e-12, value <= 1e12 else { throw invalid(field, "is \(value), must lie between 1e-12 and 1e12") }
    return value
  }

  /// By the names that `transformers` has, of which some are one function.
  func activation(_ name: String, _ field: some CodingKey) throws -> ModelConfiguration.Activation {
    switch name {
    case "gelu_new", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_fast", "gelu_accurate": return .geluTanh
    case "gelu", "gelu_python": return .geluExact
    case "relu": return .relu
    case "silu", "swish": return .silu
    default: throw invalid(field, "is \(name), must be gelu_new, gelu_pytorch_tanh, gelu, relu or silu")
    }
  }
}
