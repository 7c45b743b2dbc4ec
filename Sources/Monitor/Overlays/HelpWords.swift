import RunModel

/// What the words on the screen mean.
let helpWords: [(term: String, text: String)] = [
  ("held", "the new object is the model's first choice (argmax) for the edited prompt"),
  ("weak", "the new object is only more probable than the old one"),
  ("lost", "the old object is more probable again"),
  ("failed", "the edit could not be made; no weight was changed for it"),
  ("LS", "likeness of the dominant singular subspaces to those of the unedited weight, 1 = the same"),
  ("SS", "mean |cosine| of singular vectors of the same index, 1 = the same"),
  ("core drift", "how much of the protected core has been overwritten, relative to it; 0 = intact"),
  ("k", "LS, SS and core drift are measured at the k of the tau in force: they jump when tau changes"),
  ("chance", "the LS of random subspaces, (k/d + k/m) / 2"),
  ("outside", "share of the weight (squared norm) outside its original dominant block"),
  ("waterfall", "log2 of each singular value against itself at edit 0; of every stretch the strongest change"),
  ("argmax", "share of all edits so far that are held; falls to 0 when a model collapses"),
  ("tasks", "mean F1 over the general-ability tasks"),
  ("collapse", alarmRule),
  ("HISTORY", "panes show an earlier moment, or charts a stretch that does not follow the run; f returns"),
  ("!", "at the top of a chart: a value there is not finite"),
  ("heavy axis", "a stretch edited with the guard on, or the protected indices of the spectrum"),
  ("dashed axis", "a stretch edited with a control on"),
  (
    "scaled control",
    "ours: the free update, made as small as the guard that it stands beside would have made it, or by a fixed factor"
  ),
  ("random control", "ours: that guard with random directions in place of the dominant ones"),
  (
    "|v|",
    "mean norm of what the edited MLP should give for the round's edits; over the anchor of NAS, or its first value"
  ),
  ("null space", "room of an editor that stays in one, as a share of the dimension of keys"),
]

/// What raises the alarm, made from the signals themselves so that it says what they do.
private let alarmRule: String = {
  let signals = CollapseSignal.alarms.map(\.title)
  return "the marker (ours): the first of \(signals.dropLast().joined(separator: ", ")) or \(signals.last ?? "")"
    + "; x is the value where the run began"
}()
