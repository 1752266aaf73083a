#!/usr/bin/env bash
# The REST door with curl. Start it first: assistant serve
# Another address: WAKHAN_URL=http://127.0.0.1:9000 bash examples/rest.sh; a key, where one is asked for: WAKHAN_KEY=…
set -euo pipefail

url=${WAKHAN_URL:-http://127.0.0.1:8000}

call() {
  curl --silent --show-error --fail-with-body ${WAKHAN_KEY:+-H "Authorization: Bearer $WAKHAN_KEY"} "$@"
}

post() {
  call -H 'Content-Type: application/json' --data "$2" "$url$1"
}

echo "== a question: who says what, in which document, at which offsets"
post /v1/ask '{"question": "How many terrorist groups operate in Afghanistan?"}' |
  jq -r '.claims[] | "\(.perspective): \(.text)\n  \(.citations[0].document_id) [\(.citations[0].start):\(.citations[0].end)]"'

echo "== the passages nearest to a query"
post /v1/search '{"query": "gold mines in Badakhshan", "k": 3}' | jq -r '(.hits? // .)[].document_id'

echo "== a document"
call "$url/v1/documents/taliban-seek-regional-legitimacy" | jq -r '.title'

echo "== is it so?"
post /v1/verify '{"claim": "Forty trucks crossed.", "passages": ["Forty trucks crossed on Monday."]}' | jq -r '.verdict'
