"""Sentences with exact offsets."""

from __future__ import annotations

import re

# A full stop after these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen lt col maj capt sgt st no nos art arts para paras pp vol fig sec ch cf vs etc al "
    "e.g i.e u.s u.n u.k jan feb mar apr jun jul aug sep sept oct nov dec ltd inc co corp dept rep sen gov "
    "approx".split()
)
_BREAK = r"\n[ \t]*\n\s*|\n(?=[ \t]*(?:[-*•>]|#{1,6}|\d{1,3}[.)])[ \t])"
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|" + _BREAK)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Half-open spans of the sentences in `text[start:end]`, without surrounding white space.

    An empty line ends a sentence, and so does a line break before a list item or heading; a full stop does not after
    an abbreviation, an initial, or before a lower-case word.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start, end):
        if text[match.start()] != "\n" and not _ends_sentence(text, begin, match.start(), match.end(), end):
            continue
        _append(spans, text, begin, match.end())
        begin = match.end()
    _append(spans, text, begin, end)
    return spans


def _ends_sentence(text: str, begin: int, stop: int, after: int, end: int) -> bool:
    following = text[after:end].lstrip(" \t")[:1]
    if following.islower():
        return False
    if text[stop] != ".":
        return True
    word = text[begin:stop].rsplit(None, 1)[-1].lstrip("(\"'“‘") if text[begin:stop].strip() else ""
    return not (word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper()))


def _append(spans: list[tuple[int, int]], text: str, begin: int, stop: int) -> None:
    chunk = text[begin:stop]
    left = len(chunk) - len(chunk.lstrip())
    right = len(chunk.rstrip())
    if right > left:
        spans.append((begin + left, begin + right))
