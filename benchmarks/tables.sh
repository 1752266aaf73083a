#!/usr/bin/env bash
# Every generated table of docs/evaluation.md but the curve's, which 'assistant eval calibrate' writes:
#
#     benchmarks/tables.sh path/to/benchmarks
#
# The folder holds squad2, mtrag, clapnq, orsharc and wice (whose claims no peer is asked: too many passages). Asked are
# the questions on documents that the reader was not trained on. Runs and records are kept in WORK; stopped half-way, the
# same command goes on from there, so remove WORK to begin anew. Needs a checkout; the peers need the extra of that name
# in PEERS_PYTHON's environment, and are left out where it is not there.
#
# Variables: WORK, DOCUMENT, ASSISTANT (the command), PEERS_PYTHON, LIMIT (questions with an answer, and without).
set -euo pipefail
[ "$#" -eq 1 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."

work=${WORK:-evals/runs/tables}
document=${DOCUMENT:-docs/evaluation.md}
assistant=${ASSISTANT:-.venv/bin/assistant}
python=${PEERS_PYTHON:-.venv/bin/python}
limit=${LIMIT:-150}
export HF_HUB_OFFLINE=1 ASSISTANT_DATA="$work"
mkdir -p "$work"

# A record is there whole or not at all.
record() {
  local file=$work/$1.json
  shift
  [ -s "$file" ] || { "$@" >"$file.new" && mv "$file.new" "$file"; }
}

tables=()
for set in core adversarial; do
  place=$work/evals/runs/$set-report
  resume=()
  [ ! -f "$place/run.json" ] || resume=(--resume)
  [ -f "$place/finished.json" ] || "$assistant" eval run "$set" --part report --name "$set-report" "${resume[@]}"
  tables+=(--run "$set-report")
done

record ablation "$assistant" eval ablate core --part report
tables+=(--ablation "$work/ablation.json")

benchmarks=(squad2 mtrag clapnq orsharc)
for name in "${benchmarks[@]}" wice; do
  record "$name" "$assistant" eval benchmark "$folder/$name" --held-out --limit "$limit" --json
  tables+=(--benchmark "$work/$name.json")
done

if "$python" -c 'import cairn, langchain_chroma, txtai' 2>/dev/null; then
  for name in "${benchmarks[@]}"; do
    record "$name-peers" "$python" benchmarks/peers.py "$folder/$name" --held-out --limit "$limit" --json
    tables+=(--peers "$work/$name-peers.json")
  done
  for set in core adversarial; do
    record "$set-peers" "$python" benchmarks/peers.py --set "$set" --part report --json
    tables+=(--peers "$work/$set-peers.json")
  done
else
  echo "The peers are not installed for $python (pip install -e '.[peers]'): their tables stay as they are." >&2
fi

"$assistant" eval table --into "$document" "${tables[@]}"
