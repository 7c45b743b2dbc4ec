import Cells
import Checkpoints
import Datasets
import Editing
import Engine
import Foundation
import RunModel

extension FuzzTarget {
  /// Edits, tasks, texts, settings and themes.
  static func data(_ fixtures: Fixtures) throws -> [FuzzTarget] {
    let editors = ["memit", "memit-seq", "rect", "alphaedit", "nse", "deltaedit", "rome", "ft"]
    let settings = try editors.map { try fixtures.data("EditingTests/Fixtures/\($0)/hparams.json") }
    let themes = try ["basalt", "vellum"].map { try fixtures.data("../themes/\($0).theme") }
    return [
      FuzzTarget(
        "counterfact", file: "edits.json", [counterfact, try fixtures.data("EditingTests/Fixtures/edits.json")]
      ) {
        for skips in [true, false] { _ = try EditFile(contentsOf: $0, skippingBrokenRecords: skips) }
      },
      FuzzTarget("zsre", file: "zsre.json", [zsre]) {
        for skips in [true, false] { _ = try EditFile(contentsOf: $0, skippingBrokenRecords: skips) }
      },
      FuzzTarget("tasks", file: "tasks.json", [tasks]) { _ = try TaskSuite.read(from: $0) },
      FuzzTarget("glue", [glue]) { _ = try TaskSuite.read(from: $0, quirks: Set(GlueTask.Quirk.allCases)) },
      FuzzTarget("documents", file: "text.txt", [try fixtures.data("EditingTests/Fixtures/text.txt").prefix(3_000)]) {
        _ = try readDocuments(from: $0)
      },
      FuzzTarget("snippets", file: "attribute_snippets.json", [snippets]) { _ = try ReferenceTexts(contentsOf: $0) },
      FuzzTarget("tfidf", [["tfidf_vocab.json": Data(#"{"word": 0, "other": 1}"#.utf8), "idf.npy": vector]]) {
        _ = try TermStatistics(folder: $0)
      },
      FuzzTarget("hparams", file: "hparams.json", settings) { url in
        let json = try Data(contentsOf: url)
        let model = ModelConfiguration(
          gpt2: 8, layerCount: 4, headCount: 2, feedForwardSize: 32, contextLength: 16, vocabularySize: 9, endOfText: 0)
        for editor in EditorKind.allCases {
          let settings = RunConfiguration.atlas.settings[editor]
          try settings.overlaid(with: json, for: editor, model: model).0.validate(layerCount: 4)
        }
      },
      FuzzTarget("contexts", file: "contexts.json", [Data(#"["{}", "It was late. {}", "Then: {}"]"#.utf8)]) {
        _ = try ContextTemplates(json: Data(contentsOf: $0))
      },
      FuzzTarget("theme", themes.map { ["a.theme": $0] }) { folder in
        let library = ThemeLibrary(directories: [folder.path])
        for name in library.names { _ = try library.load(name).theme.seriesColors(8) }
      },
    ]
  }

  private static let counterfact = Data(
    """
    [{"case_id": 0, "pararel_idx": 2796, "requested_rewrite": {"prompt": "The mother tongue of {} is",
      "relation_id": "P103", "target_new": {"str": "English", "id": "Q1860"},
      "target_true": {"str": "French", "id": "Q150"}, "subject": "Danielle Darrieux"},
     "paraphrase_prompts": ["Danielle Darrieux, a native", "Shayna does this. Danielle Darrieux spoke"],
     "neighborhood_prompts": ["The mother tongue of Léon Blum is"], "attribute_prompts": ["The native language of X is"],
     "generation_prompts": ["Danielle Darrieux was born in"]},
     {"case_id": 1, "requested_rewrite": {"prompt": "{} plays", "subject": "A",
      "target_new": {"str": "x"}, "target_true": {"str": "y"}}}]
    """.utf8)

  private static let zsre = Data(
    """
    [{"subject": "Watts Humphrey", "src": "What university did Watts Humphrey attend?", "pred": "Trinity College",
      "rephrase": "What university did Watts Humphrey take part in?", "alt": "University of Michigan",
      "answers": ["Illinois Institute of Technology"], "loc": "nq question: who played desmond doss father",
      "loc_ans": "Hugo Weaving", "cond": "Trinity College >> University of Michigan"},
     {"subject": "Ramalinaceae", "src": "Which family does Ramalinaceae belong to?", "rephrase": "Which one?",
      "alt": "Lamiinae", "answers": ["Lecanorales"], "loc": "nq question: who", "loc_ans": "Joseph"}]
    """.utf8)

  private static let tasks = Data(
    #"{"mood": [{"prompt": "Fine day . Mood :", "answer": "good"}, {"prompt": "Cold soup .", "answer": "bad"}]}"#.utf8)

  /// Each task's file, with more than the ten items that are reserved.
  private static let glue: Files = {
    func lines(_ record: (Int) -> String) -> Data { Data((0..<14).map { record($0) + "\n" }.joined().utf8) }
    return [
      "sst2.json": lines { #"{"sentence": "a fine film \#($0)", "label": \#($0 % 2)}"# },
      "cola.jsonl": lines { #"{"sentence": "Cats sleeps \#($0).", "label": \#($0 % 2)}"# },
      "mrpc.jsonl": lines { #"{"sentence1": "a \#($0)", "sentence2": "b", "label": \#($0 % 2)}"# },
      "rte.jsonl": lines { #"{"sentence1": "a \#($0)", "sentence2": "b", "label": \#($0 % 2)}"# },
      "nli.jsonl": lines { #"{"sentence1": "a \#($0)", "sentence2": "b", "label": "not_entailment"}"# },
      "mmlu.jsonl": lines { #"{"question": "q \#($0)", "choices": ["a", "b", "c", "d"], "answer": \#($0 % 4)}"# },
    ]
  }()

  private static let snippets = Data(
    #"[{"relation_id": "P103", "target_id": "Q150", "samples": [{"text": "a"}, {"text": "b c", "id": 3}]}]"#.utf8)

  /// Two numbers in NumPy's format.
  private static let vector: Data = {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }".padding(
      toLength: 117, withPad: " ", startingAt: 0)
    var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0]) + Data((header + "\n").utf8)
    for value in [1.5, 2.5] { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
    return data
  }()
}
