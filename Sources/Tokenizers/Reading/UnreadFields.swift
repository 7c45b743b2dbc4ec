import Files

/// The fields of a `tokenizer.json` that are not known, as paths.
func unreadFields(of document: JSONValue) -> [String] {
  var found = unknown(in: document, top, path: "")
  for (place, token) in (document["added_tokens"]?.array ?? []).enumerated() {
    found += unknown(in: token, addedToken, path: "added_tokens[\(place)].")
  }
  found += unknown(in: document["model"], model, path: "model.")
  for key in ["normalizer", "pre_tokenizer", "post_processor", "decoder"] {
    found += unknownStageFields(in: document[key], path: "\(key).")
  }
  return found
}

private let top: Set<String> = [
  "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder",
  "model",
]
private let addedToken: Set<String> = ["id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"]
private let model: Set<String> = [
  "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback",
  "ignore_merges", "vocab", "merges",
]
/// Those of all stages together, and the lists of a sequence of stages.
private let stage: Set<String> = [
  "type", "prepend", "pattern", "content", "strip_left", "strip_right", "behavior", "invert", "individual_digits",
  "add_prefix_space", "trim_offsets", "use_regex", "replacement", "prepend_scheme", "split", "str_rep", "start", "stop",
  "single", "pair", "special_tokens", "cls", "sep",
]
private let lists = ["normalizers", "pretokenizers", "processors", "decoders"]

private func unknown(in value: JSONValue?, _ known: Set<String>, path: String) -> [String] {
  (value?.object ?? []).map(\.key).filter { !known.contains($0) }.map { path + $0 }
}

private func unknownStageFields(in value: JSONValue?, path: String) -> [String] {
  let inner = lists.flatMap { list in
    (value?[list]?.array ?? []).enumerated().flatMap { unknownStageFields(in: $1, path: "\(path)\(list)[\($0)].") }
  }
  return unknown(in: value, stage.union(lists), path: path) + inner
}
