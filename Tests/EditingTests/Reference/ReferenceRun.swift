import Checkpoints
import Datasets
import Foundation
import Models
import Numerics
import RunModel
import TestSupport
import Testing
import Tokenizers

@testable import Editing

/// Three rounds of two edits by an editor's published implementation, on a tiny random model, in f32 on a CPU: targets, keys,
/// updates and weights after each round.
struct ReferenceRun {
  /// A model that MEMIT was run on.
  enum Architecture: String, CaseIterable {
    case gpt2, gptJ, llama3

    fileprivate var checkpoint: String {
      switch self {
      case .gpt2: "tiny-gpt2"
      case .gptJ: "tiny-gptj-f32"
      case .llama3: "tiny-llama3-f32"
      }
    }

    fileprivate var folder: String {
      switch self {
      case .gpt2: "memit"
      case .gptJ: "memit-gptj"
      case .llama3: "memit-llama3"
      }
    }

    /// GPT-2 keeps a weight as m x d, the others as d x m.
    var keepsInputsFirst: Bool { self == .gpt2 }
  }
  struct Trace: Decodable {
    struct Step: Decodable {
      let loss: Double
      let nll: Double
      let kl: Double
      let wd: Double
      let prob: Double
      let deltaNorm: Double
    }
    let caseId: Int
    let targetIds: [Int]
    let lookup: [Int]
    let inputIds: [[Int]]
    let attentionMask: [[Int]]
    let steps: [Step]
  }
  private struct Record: Decodable {
    struct Rewrite: Decodable {
      struct Object: Decodable { let str: String }
      let prompt: String
      let subject: String
      let targetNew: Object
      let targetTrue: Object
    }
    let caseId: Int
    let requestedRewrite: Rewrite
  }

  let architecture: Architecture
  let model: Transformer
  let tokenizer: Tokenizer
  let hyperParameters: HyperParameters
  let contexts: ContextTemplates
  let edits: [PreparedEdit]
  let traces: [Trace]
  let folder: URL

  /// - Parameter folder: the editor's, in Fixtures.
  init(_ folder: String = "memit") throws { try self.init(folder, of: .gpt2, isTraced: true) }

  /// A run of a stabiliser or of a later editor: `rounds.safetensors` has targets and updates of all rounds, and there is no
  /// trace of the targets.
  init(
    _ folder: String, of architecture: Architecture, for editor: EditorKind = .memit,
    contexts: ContextTemplates? = nil, edits: String = "edits.json"
  ) throws {
    try self.init(folder, of: architecture, for: editor, contexts: contexts, edits: edits, isTraced: false)
  }

  /// MEMIT's run on a model.
  init(_ architecture: Architecture) throws { try self.init(architecture.folder, of: architecture, isTraced: true) }

  private init(
    _ folder: String, of architecture: Architecture, for editor: EditorKind = .memit,
    contexts: ContextTemplates? = nil,
    edits file: String = "edits.json",
    isTraced: Bool
  ) throws {
    let fixtures = Fixtures.url("EditingTests/Fixtures")
    self.folder = fixtures.appendingPathComponent(folder)
    let checkpoint = try CheckpointFolder(Fixtures.url("ModelsTests/Fixtures/\(architecture.checkpoint)"))
    model = try Transformer(checkpoint)
    tokenizer = try checkpoint.tokenizer()
    let json = try Data(contentsOf: self.folder.appendingPathComponent("hparams.json"))
    hyperParameters = try HyperParameters.general(layerCount: 4).overlaid(with: json, for: editor).0
    let contexts =
      try contexts
      ?? ContextTemplates(["{}", "The old man spoke at length. {}", "It was late in the evening. {}"])
    self.contexts = contexts
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let records = try decoder.decode(
      [Record].self, from: Data(contentsOf: fixtures.appendingPathComponent(file)))
    traces =
      isTraced
      ? try decoder.decode([Trace].self, from: Data(contentsOf: self.folder.appendingPathComponent("traj.json"))) : []
    self.architecture = architecture
    var edits: [PreparedEdit] = []
    for record in records {
      let rewrite = record.requestedRewrite
      let request = try EditRequest(
        caseID: record.caseId, relation: "", prompt: rewrite.prompt, subject: rewrite.subject,
        targetNew: rewrite.targetNew.str, targetTrue: rewrite.targetTrue.str)
      edits.append(try PreparedEdit(request, contexts: contexts, tokenizer: tokenizer, shape: model.shape))
    }
    self.edits = edits
  }

  func round(_ index: Int) throws -> TensorFile {
    try TensorFile(folder.appendingPathComponent("batch_00\(index).safetensors"))
  }

  func documents() throws -> [String] {
    let url = folder.deletingLastPathComponent().appendingPathComponent("text.txt")
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// The reference's second moments of the edited layers, the same for all editors, for parity of the solve alone.
  func publishedMoments() throws -> [Int: RidgedMoment] {
    let own = folder.appendingPathComponent("stats.safetensors")
    let isThere = FileManager.default.fileExists(atPath: own.path)
    let stats = try TensorFile(
      isThere ? own : folder.appendingPathComponent("../\(architecture.folder)/stats.safetensors"))
    var moments: [Int: RidgedMoment] = [:]
    for layer in hyperParameters.layers {
      let matrix = Matrix(model.shape.mlp, model.shape.mlp, try stats.floats("mom2_L\(layer)")).asDouble
      moments[layer] = RidgedMoment(layer: layer, matrix: matrix, tokens: 100_000)
    }
    return moments
  }

  func publishedMetrics() throws -> [Int: SolveMetrics] {
    try publishedMoments().mapValues {
      SolveMetrics(free: MomentMetric(try $0.factored(), weight: hyperParameters.momentWeight))
    }
  }
}

/// max |a - b| / max |b|.
func relativeDifference(_ a: [Float], _ b: [Float]) -> Float {
  #expect(a.count == b.count)
  let scale = b.reduce(0) { max($0, abs($1)) }
  return zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
}
