import RunModel

/// How an edit stands.
package enum EditStatus: String, Sendable, Hashable, CaseIterable {
  /// The new object is the model's first choice.
  case held
  /// It is only more probable than the old one.
  case weak
  case lost
  /// The edit could not be made.
  case failed
}

extension EditLedger.Measurement {
  package var status: EditStatus { holds ? .held : succeeds ? .weak : .lost }
}

/// Which edits the list shows.
package struct EditFilter: Sendable, Hashable {
  /// What the prompt, the subject or an object must contain; case does not matter.
  package var text: String
  /// Nil for edits of any status.
  package var status: EditStatus?

  package init(text: String = "", status: EditStatus? = nil) {
    self.text = text
    self.status = status
  }

  package var isEmpty: Bool { text.isEmpty && status == nil }

  /// The filter in words; empty for none.
  package var words: String {
    [status?.rawValue, text.isEmpty ? nil : "\"\(text)\""].compactMap(\.self).joined(separator: " ")
  }

  func accepts(_ outcome: EditOutcome, _ measurement: EditLedger.Measurement) -> Bool {
    if let status, measurement.status != status { return false }
    guard !text.isEmpty else { return true }
    let wanted = text.lowercased()
    return [outcome.subject, outcome.prompt, outcome.newObject, outcome.oldObject].contains {
      $0.lowercased().contains(wanted)
    }
  }

  func accepts(_ edit: FailedEdit) -> Bool {
    if let status, status != .failed { return false }
    return text.isEmpty || edit.reason.lowercased().contains(text.lowercased())
  }
}
