"""Questions through a pipe: one a line in, one JSON record a line out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from assistant.errors import InputError
from assistant.schema import Answer


def answer_lines(ask: Callable[[str], Answer]) -> int:
    """Answers each line of stdin on a line of stdout, at once: the record, or `{"line", "question", "error"}`.

    Returns how many lines could not be used. Raises what `ask` raises but InputError.
    """
    refused = 0
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        line = raw.decode("utf-8", errors="replace").rstrip("\r\n")
        try:
            _check_encoding(raw)
            record = ask(line).model_dump_json()
        except InputError as error:
            refused += 1
            record = json.dumps({"line": number, "question": line, "error": str(error)}, ensure_ascii=False)
        sys.stdout.buffer.write(record.encode("utf-8") + b"\n")
        sys.stdout.buffer.flush()
    return refused


def _check_encoding(raw: bytes) -> None:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"The line is not valid UTF-8 at byte {error.start + 1}. Convert the file.") from error
