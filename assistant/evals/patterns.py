"""Regular expressions of a question set: compiled, refused where they could run for ever, and matched under a limit."""

from __future__ import annotations

import re
from functools import lru_cache

import regex

MATCH_SECONDS = 0.5  # a harmless expression needs milliseconds for an answer of any length we give
PROBE_SECONDS = 0.25
PROBE_LENGTH = 5_000
MAX_LENGTH = 1_000


def problem(pattern: str) -> str | None:
    """What is wrong with an expression, in words; None if it is sound.

    An expression that backtracks without end is found by trying it on strings made to provoke that: long runs of
    what it is made of, followed by something that it cannot match.
    """
    if not pattern.strip():
        return "is empty; it would match every answer"
    if len(pattern) > MAX_LENGTH:
        return f"is longer than {MAX_LENGTH} characters"
    try:
        re.compile(pattern, re.IGNORECASE | re.DOTALL)  # the dialect of the format is Python's own
        compiled = _compiled(pattern)
    except (re.error, regex.error, RecursionError) as error:
        return f"is no regular expression: {error}"
    if compiled.search("") is not None:
        return "matches the empty text, so it would match every answer"
    for probe in _probes(pattern):
        try:
            compiled.search(probe, timeout=PROBE_SECONDS)
        except TimeoutError:
            return "backtracks without end on long texts; avoid repeats inside repeats, such as (a+)+ or .*.*.*"
    return None


def matches(pattern: str, text: str) -> bool | None:
    """Whether the expression is found in `text`: any case, and the dot matches line ends too.

    None past half a second of computing. `problem` has refused most of what would get there.
    """
    try:
        return _compiled(pattern).search(text, timeout=MATCH_SECONDS) is not None
    except TimeoutError:
        return None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.V0 | regex.IGNORECASE | regex.DOTALL)


def _probes(pattern: str) -> list[str]:
    """Long runs of the characters and words of the expression, each ended by what it hardly holds.

    All its letters stand in front, because an engine that misses a required letter gives up before it backtracks.
    """
    plain = re.sub(r"\\[a-zA-Z]", " ", pattern)
    words = re.findall(r"[\w ]+", plain)
    pieces = {*"a0 -x", *(char for word in words for char in word), *words}
    if not re.search(r"[*+{]", pattern):
        return []  # without a repeat there is nothing to run away
    front = re.sub(r"[\s\\]", "", pattern)
    return [front + (piece * PROBE_LENGTH)[:PROBE_LENGTH] + "\x00" for piece in sorted(pieces)]
