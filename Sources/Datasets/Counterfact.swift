import Files

/// A record of COUNTERFACT (arXiv 2202.05262): a fact, the counterfactual object to put in its place, and prompts to judge
/// the edit by. Of each record `requested_rewrite` with `prompt`, `subject`, `target_new.str` and `target_true.str` must be
/// there; `case_id` (else the record's index), `relation_id` and the lists of prompts may.
struct CounterfactFields: EditFields {
  private let relation: String?
  private let rewrite: Rewrite
  private let paraphrases: [String]?
  private let neighbours: [String]?
  private let attributes: [String]?
  private let generationPrompts: [String]?

  private enum CodingKeys: String, CodingKey {
    case relation
    case rewrite = "requested_rewrite"
    case paraphrases = "paraphrase_prompts"
    case neighbours = "neighborhood_prompts"
    case attributes = "attribute_prompts"
    case generationPrompts = "generation_prompts"
  }

  private struct Rewrite: Decodable {
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

  private struct Target: Decodable {
    let text: String
    let id: String?

    enum CodingKeys: String, CodingKey {
      case id
      case text = "str"
    }
  }

  func request(caseID: Int) throws(JSONFault) -> EditRequest {
    try EditRequest(
      caseID: caseID, relation: rewrite.relation ?? relation ?? "", prompt: rewrite.prompt, subject: rewrite.subject,
      targetNew: rewrite.targetNew.text, targetTrue: rewrite.targetTrue.text, targetNewID: rewrite.targetNew.id,
      paraphrases: paraphrases ?? [], neighbours: neighbours ?? [], attributePrompts: attributes ?? [],
      generationPrompts: generationPrompts ?? [])
  }
}
