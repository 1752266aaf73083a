"""Holds each claim of a text file against the sources and prints the verdict with the place that decides.

    python examples/fact_check.py examples/claims.txt

The verdict says whether the sources say so, not whether it is true; who disputes it is printed beside it.
"""

import sys
from pathlib import Path

from assistant import Assistant, AssistantError, ClaimCheck

MARKS = {"supported": "SUPPORTED", "partly": "PARTLY", "unsupported": "NOT FOUND"}


def report(check: ClaimCheck) -> str:
    """One claim's verdict, and what it rests on."""
    lines = [f"{MARKS[check.verdict]:10} {check.claim}"]
    source = check.source
    if source:
        words = "editors' summary" if source.form == "brief" else "in its own words"
        lines.append(f"           {source.speaker}, {words}: {' '.join(source.quote.split())}")
        lines.append(f"           {source.title}, {source.where}; {source.document_id}[{source.start}:{source.end}]")
        if source.disputed_by:
            lines.append(f"           Disputed: {source.disputed_by}")
        lines += [f"           {address}" for address in [source.url, *source.evidence] if address]
        lines += [f"           Look again: {problem}" for problem in check.problems]
    return "\n".join(lines)


def main(path: str) -> int:
    """Checks every claim of the file; 2 if one of them cannot be used."""
    assistant = Assistant()
    code = 0
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        try:
            print(report(assistant.check(line)))
        except AssistantError as error:
            print(f"{'ERROR':10} {line}\n           {error}")
            code = 2
        print()
    return code


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
