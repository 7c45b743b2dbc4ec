import Files
import Foundation

/// Edit requests read from a file: a JSON array of records, or one record a line. What a record holds tells whose form it
/// has, COUNTERFACT's (`CounterfactFields`) or ZSRE's (`ZSREFields`).
package struct EditFile: Sendable {
  /// The usable records, in the order of the file.
  package let requests: [EditRequest]
  /// Why the others are not usable; empty unless broken records were to be skipped.
  package let skipped: [DatasetError]

  /// Reads the file. A broken record ends the reading, or is put into `skipped`.
  ///
  /// - Throws: `DatasetError`.
  package init(contentsOf url: URL, skippingBrokenRecords: Bool = false) throws(DatasetError) {
    let records: [EditRecord] = try jsonRecords(in: contents(of: url), path: url.path) {
      EditRecord(broken: $0)
    }
    var requests: [EditRequest] = []
    var skipped: [DatasetError] = []
    requests.reserveCapacity(records.count)
    for (index, record) in records.enumerated() {
      do throws(JSONFault) {
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
}

/// What a form of records holds, and the edit that it asks for.
protocol EditFields: Decodable, Sendable {
  /// - Parameter caseID: the record's own number, or its index in the file.
  func request(caseID: Int) throws(JSONFault) -> EditRequest
}

/// A record, or what is wrong with it: decoding never throws, so that the records after a broken one are still read.
private struct EditRecord: Decodable, Sendable {
  let caseID: Int?
  /// Made while decoding, which is done on all cores; its number is 0 where the record has none.
  private let request: Result<EditRequest, JSONFault>

  private enum CodingKeys: String, CodingKey {
    case caseID = "case_id"
    case rewrite = "requested_rewrite"
    case source = "src"
  }

  /// What is no record at all.
  init(broken fault: JSONFault) {
    caseID = nil
    request = .failure(fault)
  }

  init(from decoder: any Decoder) throws {
    let keys = try? decoder.container(keyedBy: CodingKeys.self)
    caseID = try? keys?.decode(Int.self, forKey: .caseID)
    let isZSRE = keys.map { $0.contains(.source) && !$0.contains(.rewrite) } ?? false
    do {
      let read: any EditFields.Type = isZSRE ? ZSREFields.self : CounterfactFields.self
      request = .success(try read.init(from: decoder).request(caseID: caseID ?? 0))
    } catch {
      request = .failure(JSONFault(error))
    }
  }

  func request(index: Int) throws(JSONFault) -> EditRequest {
    var request = try request.get()
    if caseID == nil { request.caseID = index }
    return request
  }
}
