import Datasets
import Files
import Foundation

/// What a run works on, as it was read: digests of 16 hexadecimal digits, by which a later resume knows what has changed.
package struct InputDigests: Codable, Sendable, Equatable {
  /// The checkpoint's tensors, by their names and stored bytes.
  package var weights: String
  /// The model's `config.json` and the files of its tokenizer; of a GGUF file they are part of the weights' header.
  package var modelFiles: String
  /// The edits in their order, with all their words, and how many they are: a list may grow at its end.
  package var edits: String
  package var editCount: Int
  /// The text of the second moments, as far as it is read.
  package var moments: String
  package var heldOut: String
  package var tasks: String
  /// Of the texts that an evaluation of all edits compares with; nil without any.
  package var references: String?
  /// Of the weights that its words have; nil without such an evaluation, and in folders of versions that did not look.
  package var statistics: String?

  init(_ inputs: RunInputs, weights: UInt64) {
    self.weights = String(format: "%016lx", weights)
    modelFiles = Self.digest { sum in
      for (name, contents) in StatisticsKey.modelFiles(of: inputs.checkpoint) {
        sum.add(name)
        sum.add(contents)
      }
    }
    editCount = inputs.requests.count
    edits = Self.digest(of: inputs.requests[...])
    moments = Self.digest { sum in inputs.momentDocuments.forEach { sum.add($0) } }
    heldOut = Self.digest { sum in inputs.heldOutDocuments.forEach { sum.add($0) } }
    tasks = Self.digest { sum in
      for task in inputs.tasks {
        sum.add(task.name)
        task.labels.forEach { sum.add($0) }
        for item in task.items {
          sum.add(item.prompt)
          sum.add(item.answer)
          item.choices.forEach { sum.add($0) }
        }
      }
    }
    references = inputs.references.map { references in
      Self.digest { sum in
        let named = references.texts.map { ("\($0.key.relation) \($0.key.object)", $0.value) }
        for (name, texts) in named.sorted(by: { $0.0 < $1.0 }) {
          sum.add(name)
          texts.forEach { sum.add($0) }
        }
      }
    }
    statistics = inputs.statistics.map { statistics in
      Self.digest { sum in
        for (word, weight) in statistics.weights.sorted(by: { $0.key < $1.key }) {
          sum.add(word)
          sum.add([weight])
        }
      }
    }
  }

  /// What is not what it was, in words.
  ///
  /// - Parameters:
  ///   - now: of what was read now.
  ///   - inputs: that.
  ///   - configuration: says where it was read.
  func changes(_ now: InputDigests, _ inputs: RunInputs, _ configuration: RunConfiguration) -> [String] {
    let model = inputs.checkpoint.url.path
    // Those of the reference texts change with them.
    let termFolder = configuration.benchmark?.statistics
    let sameTerms = termFolder == nil || statistics == nil || statistics == now.statistics
    let sameEdits = editCount <= now.editCount && edits == Self.digest(of: inputs.requests.prefix(editCount))
    return [
      weights == now.weights ? nil : "the weights of \(model)",
      modelFiles == now.modelFiles ? nil : "config.json or the tokenizer's files of \(model)",
      sameEdits ? nil : "its file of edits, \(configuration.edits)",
      moments == now.moments ? nil : "the text of its second moments, \(configuration.moments)",
      heldOut == now.heldOut ? nil : "its held-out text, \(configuration.heldOut ?? "none")",
      tasks == now.tasks ? nil : "its tasks, \(configuration.tasks ?? "none")",
      references == now.references ? nil : "its reference texts, \(configuration.benchmark?.snippets ?? "none")",
      sameTerms ? nil : "its word statistics, \(termFolder ?? "none")",
    ].compactMap(\.self)
  }

  private static func digest(_ fill: (inout Checksum) -> Void) -> String {
    var sum = Checksum()
    fill(&sum)
    return sum.digits
  }

  private static func digest(of edits: ArraySlice<EditRequest>) -> String {
    digest { sum in
      for edit in edits {
        sum.add([edit.caseID])
        let lists = [
          [edit.relation, edit.prompt, edit.subject, edit.targetNew],
          [edit.targetTrue, edit.targetNewID].map { $0 ?? "" },
          edit.paraphrases, edit.neighbours, edit.attributePrompts, edit.questions.flatMap { [$0.prompt, $0.answer] },
          edit.generationPrompts,
        ]
        for list in lists {
          sum.add([list.count])
          list.forEach { sum.add($0) }
        }
      }
    }
  }
}
