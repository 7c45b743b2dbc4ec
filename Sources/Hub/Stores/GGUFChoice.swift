/// Which GGUF file of a repository is meant.
enum GGUFChoice {
  private static let end = ".gguf"

  /// Those that are models: not projectors of images, and of one in parts the first.
  static func models(among files: [String]) -> [String] {
    files.filter { file in
      let name = file.split(separator: "/").last.map { $0.lowercased() } ?? ""
      return name.hasSuffix(end) && !name.hasPrefix("mmproj") && !isLaterPart(name)
    }
  }

  /// The file of that name, or those whose names end with that quantisation: `Q4_K_M` means `model-Q4_K_M.gguf` and
  /// `Model.q4_k_m.gguf`, as Ollama and llama.cpp spell it.
  static func files(meantBy wanted: String, among files: [String]) -> [String] {
    if files.contains(wanted) { return [wanted] }
    let models = models(among: files)
    let wanted = wanted.lowercased()
    return models.filter { file in
      let name = file.split(separator: "/").last.map { $0.lowercased() } ?? ""
      let stem = name.dropLast(end.count)
      guard stem.hasSuffix(wanted) else { return name == wanted }
      // `K_M` is not `Q4_K_M`.
      guard let before = stem.dropLast(wanted.count).last else { return true }
      return "-.".contains(before)
    }
  }

  /// The quantisation at the end of a file's name, where that means no other file, else the file's whole path: what a person
  /// would write.
  static func shortName(of file: String, among files: [String]) -> String {
    let quantisation = #/[-.]((?:IQ|Q|BF|F|FP|TQ|MXFP)\d+(?:_[A-Z0-9]+)*)\.gguf$/#.ignoresCase()
    guard let match = file.firstMatch(of: quantisation) else { return file }
    let name = String(match.output.1)
    return Self.files(meantBy: name, among: files) == [file] ? name : file
  }

  /// `...-00002-of-00003.gguf`.
  private static func isLaterPart(_ name: String) -> Bool {
    guard let match = name.firstMatch(of: #/-(\d{5})-of-\d{5}\.gguf$/#) else { return false }
    return match.output.1 != "00001"
  }
}
