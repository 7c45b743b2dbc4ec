import Foundation

/// Edit requests read from a file in COUNTERFACT's form: a JSON array of records, or one record a line. Of each record
/// `requested_rewrite` with `prompt`, `subject`, `target_new.str` and `target_true.str` must be there; `case_id`
/// (else the record's index), `relation_id`, `paraphrase_prompts`, `neighborhood_prompts` and `generation_prompts` may.
package struct Counterfact: Sendable {
  /// The usable records, in the order of the file.
  package let requests: [EditRequest]
  /// Why the others are not usable; empty unless broken records were to be skipped.
  package let skipped: [DatasetError]

  /// Reads the file. A broken record ends the reading, or is put into `skipped`.
  ///
  /// - Throws: `DatasetError`.
  package init(contentsOf url: URL, skippingBrokenRecords: Bool = false) throws(DatasetError) {
    let records = try Self.records(in: contents(of: url), path: url.path)
    var requests: [EditRequest] = []
    var skipped: [DatasetError] = []
    requests.reserveCapacity(records.count)
    for (index, record) in records.enumerated() {
      do throws(EditRequest.Fault) {
        requests.append(try record.request(index: index))
      } catch {
        let broken = DatasetError.brokenRecord(
          path: url.path, index: index, caseID: record.caseID, field: error.field, problem: error.problem)
        guard skippingBrokenRecords else { throw broken }
        skipped.append(broken)
      }
    }
    self.requests = requests
    self.skipped = skipped
  }

  private static func records(in data: Data, path: String) throws(DatasetError) -> [Record] {
    let decoder = JSONDecoder()
    let start = data.first { !isJSONSpace($0) }
    if start == UInt8(ascii: "{") {
      let lines = data.split(separator: UInt8(ascii: "\n")).filter { !$0.allSatisfy(isJSONSpace) }
      return lines.map { line in
        do {
          return try decoder.decode(Record.self, from: line)
        } catch {
          return Record(caseID: nil, fields: .failure(fault(in: error)))
        }
      }
    }
    guard start == UInt8(ascii: "[") else {
      throw .malformed(path: path, problem: "it is neither a JSON array nor JSON lines")
    }
    do {
      return try decoder.decode([Record].self, from: data)
    } catch {
      throw .malformed(path: path, problem: "it is not valid JSON, perhaps cut short")
    }
  }

  private static func isJSONSpace(_ byte: UInt8) -> Bool {
    [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t")].contains(byte)
  }
}

/// A record, or what is wrong with it: decoding never throws, so that the records after a broken one are still read.
private struct Record: Decodable {
  let caseID: Int?
  let fields: Result<Fields, EditRequest.Fault>

  init(caseID: Int?, fields: Result<Fields, EditRequest.Fault>) {
    self.caseID = caseID
    self.fields = fields
  }

  init(from decoder: any Decoder) throws {
    caseID = try? decoder.container(keyedBy: Fields.CodingKeys.self).decode(Int.self, forKey: .caseID)
    do {
      fields = .success(try Fields(from: decoder))
    } catch {
      fields = .failure(fault(in: error))
    }
  }

  func request(index: Int) throws(EditRequest.Fault) -> EditRequest {
    let fields = try fields.get()
    let rewrite = fields.rewrite
    return try EditRequest(
      caseID: fields.caseID ?? index, relation: rewrite.relation ?? fields.relation ?? "", prompt: rewrite.prompt,
      subject: rewrite.subject, targetNew: rewrite.targetNew.text, targetTrue: rewrite.targetTrue.text,
      paraphrases: fields.paraphrases ?? [], neighbours: fields.neighbours ?? [],
      generationPrompts: fields.generationPrompts ?? [])
  }
}

private struct Fields: Decodable {
  let caseID: Int?
  let relation: String?
  let rewrite: Rewrite
  let paraphrases: [String]?
  let neighbours: [String]?
  let generationPrompts: [String]?

  enum CodingKeys: String, CodingKey {
    case caseID = "case_id"
    case relation
    case rewrite = "requested_rewrite"
    case paraphrases = "paraphrase_prompts"
    case neighbours = "neighborhood_prompts"
    case generationPrompts = "generation_prompts"
  }

  struct Rewrite: Decodable {
    let prompt: String
    let relation: String?
    let subject: String
    let targetNew: Target
    let targetTrue: Target

    enum CodingKeys: String, CodingKey {
      case prompt, subject
      case relation = "relation_id"
      case targetNew = "target_new"
      case targetTrue = "target_true"
    }
  }

  struct Target: Decodable {
    let text: String

    enum CodingKeys: String, CodingKey { case text = "str" }
  }
}
