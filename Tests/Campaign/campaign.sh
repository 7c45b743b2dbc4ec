#!/usr/bin/env bash
# What becomes of runs that are killed, that run out of disk or lose power, and of folders that are damaged: each must go on to
# the very numbers of a run that nothing happened to, or be refused by name.
#
#   Tests/Campaign/campaign.sh                           ten minutes of seed 0
#   Tests/Campaign/campaign.sh --seconds 120 --seed 7
#   Tests/Campaign/campaign.sh --kind kill --cases 500   one kind alone: kill, power, disk, damage, monitor
#   Tests/Campaign/campaign.sh --case 12345              one case again; its folder is kept, and named (a monitor's
#                                                        keys come at other moments then)
#   Tests/Campaign/campaign.sh --built --seconds 120     with what `swift test` has built
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ "${1:-}" = --built ]; then
  shift
else
  swift build -c release --product revive >&2
  swift build -c release --product campaign >&2
fi
place=$(swift build -c release --show-bin-path)
clang -O2 -shared -fPIC -o "$place/faults.so" Tests/Campaign/faults.c -ldl
exec "$place/campaign" --program "$place/revive" --faults "$place/faults.so" "$@"
