/// What can be wrong with a checkpoint or its configuration. Each case holds the facts; `description` is the sentence for
/// the user: what happened, where, and what to try. What is wrong with a file as such is a `FileError`, with a tokenizer a
/// `TokenizerError`.
package enum CheckpointError: Error, Equatable {
  /// The folder holds none of the files named in `wanted`.
  case missingFile(folder: String, wanted: [String])
  /// The folder holds weights, but none in a form that is read.
  case otherWeights(folder: String, found: String)
  /// The index of a checkpoint in several files is damaged or names what is no file of its folder.
  case invalidIndex(path: String, problem: String)
  /// A file named in the index of a checkpoint in several files is not there.
  case missingShard(index: String, shard: String)
  /// The file ends before what its header promises. Sizes in bytes.
  case truncated(path: String, needed: Int, found: Int)
  /// The header of a safetensors file is not one.
  case invalidHeader(path: String, problem: String)
  /// The header of a GGUF file is not one.
  case invalidGGUF(path: String, problem: String)
  /// The GGUF file holds something that this program does not read.
  case unsupportedGGUF(path: String, feature: String)
  /// The header's entry for one tensor contradicts itself or the file.
  case invalidTensor(path: String, tensor: String, problem: String)
  /// No tensor of this name is in the file.
  case missingTensor(path: String, tensor: String)
  /// A tensor is there, but of another shape than the model's configuration asks for.
  case wrongShape(path: String, tensor: String, expected: [Int], found: [Int])
  /// A tensor's elements cannot be read as the numbers asked for.
  case wrongType(path: String, tensor: String, expected: String, found: String)
  /// A tensor's number would become infinite in the format in which it is to be stored.
  case overflow(path: String, tensor: String, value: Float, format: FloatFormat)
  /// A number of a tensor, at `place` of its shape, is NaN or infinite.
  case notFinite(path: String, tensor: String, place: [Int], value: String)
  /// `config.json` describes a model that this program does not know.
  case unsupportedArchitecture(path: String, found: String, supported: [String])
  /// A field of `config.json` is missing or has a value that makes no sense.
  case invalidConfiguration(path: String, field: String, problem: String)
}

extension CheckpointError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missingFile(let folder, let wanted):
      "\(folder): no \(wanted.joined(separator: " or ")) in this folder. Give the folder of a checkpoint as the "
        + "Hugging Face hub lays it out."
    case .otherWeights(let folder, let found) where found.hasSuffix(".gguf"):
      "\(folder): no model.safetensors in this folder. Give the GGUF file itself: \(folder)/\(found)."
    case .otherWeights(let folder, let found):
      "\(folder): the weights are there as \(found) alone, which is not read. Convert them to safetensors: python3 -c "
        + "\"from transformers import AutoModelForCausalLM as M; M.from_pretrained('\(folder)').save_pretrained("
        + "'\(folder)')\"."
    case .invalidIndex(let path, let problem):
      "\(path): no valid index of safetensors files: \(problem). Fetch it again."
    case .missingShard(let index, let shard):
      "\(index): the index names \(shard), which is not beside it. Fetch that part of the weights, too."
    case .truncated(let path, let needed, let found):
      "\(path): the header promises \(needed) bytes, the file has \(found). A truncated download? Fetch it again."
    case .invalidHeader(let path, let problem):
      "\(path): no valid safetensors header: \(problem). Fetch the file again, or convert it to safetensors."
    case .invalidGGUF(let path, let problem):
      "\(path): no valid GGUF header: \(problem). Fetch the file again, or convert the model anew."
    case .unsupportedGGUF(let path, let feature):
      "\(path): \(feature) is not supported. Convert the model anew, to one file quantised as Q8_0 or Q4_K_M for instance."
    case .invalidTensor(let path, let tensor, let problem):
      "\(path): tensor \(tensor): \(problem). The file is damaged; fetch it again."
    case .missingTensor(let path, let tensor):
      "\(path): tensor \(tensor) is missing. Does config.json belong to these weights?"
    case .wrongShape(let path, let tensor, let expected, let found):
      "\(path): tensor \(tensor) has shape \(found), the model needs \(expected). Does config.json belong to these "
        + "weights?"
    case .wrongType(let path, let tensor, let expected, let found):
      "\(path): tensor \(tensor) holds \(found), \(expected) was needed. Convert the checkpoint to F32, F16 or BF16."
    case .overflow(let path, let tensor, let value, let format):
      "\(path): tensor \(tensor) holds \(value), which is beyond the range of \(format.type.rawValue). Store it in a "
        + "wider format."
    case .notFinite(let path, let tensor, let place, let value):
      "\(path): tensor \(tensor) holds \(value) at \(place): nothing that is computed with it means anything. Fetch the "
        + "file again, or mend the model."
    case .unsupportedArchitecture(let path, let found, let supported):
      "\(path): architecture \(found) is not supported. Supported: \(supported.joined(separator: ", "))."
    case .invalidConfiguration(let path, let field, let problem):
      "\(path): field \(field): \(problem). Compare with the model's original config.json."
    }
  }
}
