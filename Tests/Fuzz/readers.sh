#!/usr/bin/env bash
# Puts damaged files to every reader: bit flips, cuts, splices, extreme numbers, lying lengths, deep nesting. Each case has
# a limit of memory and of time. The seed and the number of a case give the same files again:
#
#   Tests/Fuzz/readers.sh                                100,000 cases of seed 0
#   Tests/Fuzz/readers.sh --seed 7 --cases 1000000
#   Tests/Fuzz/readers.sh --reader gguf --cases 20000    one reader alone
#   Tests/Fuzz/readers.sh --reader resume --cases 5000 --seconds 10 --memory 512
#                                                        damaged runs taken up by the engine: too slow to be among the others
#   Tests/Fuzz/readers.sh --case 12345                   one case again, with a backtrace; says where its files are
set -euo pipefail
cd "$(dirname "$0")/../.."
swift build -c release --product fuzz-readers >&2
exec "$(swift build -c release --show-bin-path)/fuzz-readers" "$@"
