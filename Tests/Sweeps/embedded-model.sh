#!/usr/bin/env bash
# Every number that is told of the embedded model, made anew: how its settings were found, where it collapses, and what
# guards and their controls do about it. What is there is not made again, so it can be stopped and called again.
#
#   Tests/Sweeps/embedded-model.sh OUT [settings] [collapse] [guards] [late] [long]     all of them unless some are named
set -euo pipefail
out=${1:?a folder for the tables}
shift
parts=${*:-settings collapse guards late long}
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
  "$revive" "$@" > "$out/$name.part" 2> "$out/$name.err" && mv "$out/$name.part" "$out/$name.txt" && rm "$out/$name.err"
}

# What one round does, for one setting after the other.
settings() {
  for layers in 1-4 1-3 2-4; do
    for lambda in 300 1000 3000 10000; do
      for clamp in 0.75 1 1.5; do
        table "settings-layers$layers-lambda$lambda-clamp$clamp" \
          atlas check --layers $layers --lambda $lambda --clamp $clamp
      done
    done
  done
  for ridge in 0 0.001 0.01 0.1; do table "settings-ridge$ridge" atlas check --ridge $ridge; done
  for size in 20 50 200; do table "settings-round$size" run --round $size --edits-limit 1000; done
}

collapse() {
  for seed in $seeds; do table "collapse-seed$seed" run --seed $seed --edits-limit $edits; done
  for editor in MEMIT-seq RECT PRUNE AlphaEdit NSE DeltaEdit ROME EMMET FT FT-L; do
    table "collapse-$editor" run --editor $editor --edits-limit 1000
  done
}

# Guards at several tau, and the controls of each: updates as much smaller, and directions as many but random.
guards() {
  for seed in $seeds; do
    for kind in revive constrained; do
      for tau in 0.1 0.3 0.5 0.7; do
        table "guards-$kind$tau-seed$seed" run --seed $seed --edits-limit $edits --revive on --guard $kind --tau $tau
      done
      for control in scaled random; do
        table "guards-$control-of-$kind-seed$seed" \
          run --seed $seed --edits-limit $edits --revive on --guard $control --control-of $kind
      done
    done
  done
}

# The guard switched on half-way.
late() {
  for seed in $seeds; do
    for kind in revive constrained; do
      table "late-$kind-seed$seed" run --seed $seed --edits-limit $edits --revive $((edits / 2)) --guard $kind
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
    settings | collapse | guards | late | long) "$part" ;;
    *) echo "there is no part $part: settings, collapse, guards, late, long" >&2 && exit 2 ;;
  esac
done
