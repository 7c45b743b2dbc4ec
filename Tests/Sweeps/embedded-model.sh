#!/usr/bin/env bash
# Every number that is told of the embedded model, made anew: how its settings were found, where it collapses, and what
# guards and their controls do about it. What is there is not made again, so it can be stopped and called again.
#
#   Tests/Sweeps/embedded-model.sh OUT [settings] [collapse] [editors] [guards] [late] [long]     all of them unless some are named
set -euo pipefail
out=${1:?a folder for the tables}
shift
parts=${*:-settings collapse editors guards late long}
revive=${REVIVE:-$(dirname "$0")/../../.build/release/revive}
seeds=${SEEDS:-0 1 2}
edits=${EDITS:-3000}
mkdir -p "$out"

# One table, under the name of what it is of.
table() {
  local name=$1
  shift
  [ -e "$out/$name.txt" ] && return
  echo "$name" >&2
  # One thread, so that the last digits are the same on any machine of the same kind.
  "$revive" "$@" --threads 1 > "$out/$name.part" 2> "$out/$name.err" && mv "$out/$name.part" "$out/$name.txt" && rm "$out/$name.err"
}

# Which settings wear the model out, and how fast.
settings() {
  for rate in 1 3 5 10; do
    for layers in 1-4 1-3 2 4 0-4; do
      table "settings-lr$rate-layers$layers" run --edits-limit "$edits" --lr $rate --layers $layers
    done
  done
  for size in 50 200 500; do table "settings-round$size" run --edits-limit "$edits" --round $size; done
  for clamp in 1 6; do table "settings-clamp$clamp" run --edits-limit "$edits" --clamp $clamp; done
  for ridge in 0.001 1 10; do table "settings-ridge$ridge" run --edits-limit "$edits" --ridge $ridge; done
  for documents in 60 600; do
    table "settings-moments$documents" run --edits-limit "$edits" --moments-limit $documents
  done
}

collapse() {
  for seed in $seeds; do
    table "collapse-seed$seed" run --seed "$seed" --edits-limit "$edits"
    table "collapse-anchored-seed$seed" run --seed "$seed" --edits-limit "$edits" --clamp 1 --clamp-anchor anchored
    table "collapse-clamp1-seed$seed" run --seed "$seed" --edits-limit "$edits" --clamp 1
  done
}

# Every editor, without a guard and with each.
editors() {
  for editor in MEMIT MEMIT-seq RECT PRUNE AlphaEdit NSE DeltaEdit ROME EMMET FT FT-L; do
    table "editors-$editor-none" run --editor $editor --edits-limit 1000
    for kind in revive constrained; do
      [[ $kind = constrained && $editor = FT* ]] && continue
      table "editors-$editor-$kind" run --editor $editor --edits-limit 1000 --revive on --guard $kind
    done
  done
}

# Guards at several tau, and the controls of each: updates as much smaller, and directions as many but random.
guards() {
  for seed in $seeds; do
    for kind in revive constrained; do
      for tau in 0.1 0.3 0.5 0.7; do
        table "guards-$kind$tau-seed$seed" run --seed "$seed" --edits-limit "$edits" --revive on --guard $kind --tau $tau
      done
      for control in scaled random; do
        table "guards-$control-of-$kind-seed$seed" \
          run --seed "$seed" --edits-limit "$edits" --revive on --guard $control --control-of $kind
      done
    done
  done
}

# The guard switched on half-way.
late() {
  for seed in $seeds; do
    for kind in revive constrained; do
      table "late-$kind-seed$seed" run --seed "$seed" --edits-limit "$edits" --revive $((edits / 2)) --guard $kind
    done
  done
}

# All edits that one wants to make in one run, with and without a guard.
long() {
  for guard in off revive constrained; do
    local how=(--revive on --guard "$guard")
    [ "$guard" = off ] && how=(--revive off)
    table "long-$guard" run --edits-limit 20000 "${how[@]}"
  done
}

for part in $parts; do
  case $part in
    settings | collapse | editors | guards | late | long) "$part" ;;
    *) echo "there is no part $part: settings, collapse, editors, guards, late, long" >&2 && exit 2 ;;
  esac
done
