import Files
import Foundation

/// Texts about entities that have an attribute, by relation and object (`attribute_snippets.json` of ROME and MEMIT): what
/// a text about an edited subject should come to resemble.
package struct ReferenceTexts: Sendable {
  /// `relation_id` and `target_id`.
  package struct Attribute: Hashable, Sendable {
    package let relation: String
    package let object: String

    package init(relation: String, object: String) {
      self.relation = relation
      self.object = object
    }
  }

  package let texts: [Attribute: [String]]

  package init(_ texts: [Attribute: [String]]) { self.texts = texts }

  /// Reads a JSON array of `{"relation_id", "target_id", "samples": [{"text"}, ...]}`.
  ///
  /// - Throws: `DatasetError.file`, `.malformed`.
  package init(contentsOf url: URL) throws(DatasetError) {
    let data = try contents(of: url)
    let entries = try decodeJSON([Entry].self, from: data) { fault in
      DatasetError.malformed(path: url.path, problem: "\(fault)")
    }
    texts = entries.reduce(into: [:]) { texts, entry in
      texts[Attribute(relation: entry.relation, object: entry.object), default: []] += entry.samples.map(\.text)
    }
  }

  /// All texts about what an edit makes of its subject; empty when there are none.
  package func about(_ request: EditRequest) -> [String] {
    request.targetNewID.flatMap { texts[Attribute(relation: request.relation, object: $0)] } ?? []
  }

  private struct Entry: Decodable {
    let relation: String
    let object: String
    let samples: [Sample]

    enum CodingKeys: String, CodingKey {
      case samples
      case relation = "relation_id"
      case object = "target_id"
    }
  }

  private struct Sample: Decodable {
    let text: String
  }
}
