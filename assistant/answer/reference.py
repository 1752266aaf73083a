"""Which sources a question names: by publisher, by genre, by number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.corpus.named_dates import MONTH
from assistant.schema import Document

# How people call a genre, by the kind that the catalogue gives it.
GENRES = {
    "opinion": r"\bop-?eds?\b|\bopinion (?:piece|article|column)s?\b|\beditorial\b|\bcolumnist\b|\bcommentary\b"
    r"|\bcommentator\b|\b(?:the|this|that) (?:author|column|essay|writer)\b"
    r"|(?<!which )(?<!what )(?<!under )\barticle\b(?! (?:\d|of\b))",  # but not an article of a treaty
}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_NUMBERED = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b|\b(?i:resolutions?) (\d{3,4})\b|\b([A-Z]/(?:\w+/)*\d+)\b")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40}
_ORDINAL = rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)|(?:(?:{'|'.join(_TENS)})-)?(?:{'|'.join(_ORDINALS)}))\b"
_OF_TIME = re.compile(  # "the 5th and 6th of January", "May 15th", "the fourth quarter"
    rf"{_ORDINAL}(?:,? (?:and|or|to) (?:the )?{_ORDINAL})*"
    rf"(?:(?: of)? (?:{MONTH})\b|[ -](?:quarter|century|anniversary|day|week|month|year)\b)"
    rf"|\b(?:{MONTH}) (?:the )?{_ORDINAL}",
    re.IGNORECASE,
)


def named_documents(text: str, documents: Iterable[Document]) -> frozenset[str]:
    """Ids of the documents that `text` names; empty where it names none.

    A number narrows down: "the 16th report" names one report, not all of its publisher.
    """
    known = list(documents)
    numbers = _numbers(text)
    by_number = {d.id for d in known if numbers & _numbers(f"{d.title} {d.symbol or ''}")} if numbers else set()
    if by_number:
        return frozenset(by_number)
    lowered = text.lower()
    kinds = {kind for kind, pattern in GENRES.items() if re.search(pattern, lowered)}
    by_genre = {d.id for d in known if d.kind in kinds}
    by_publisher = {d.id for d in known if re.search(_publisher_pattern(d.publisher), text)}
    return frozenset(by_genre & by_publisher or by_genre | by_publisher)


@lru_cache(maxsize=4096)
def _publisher_pattern(publisher: str) -> str:
    """Matches a publisher's name of two words or more, or its acronym; nothing for a generic name."""
    name = re.sub(r"\([^)]*\)", "", publisher).strip()
    if name.startswith("Press ") or name == "Publisher not stated":
        return r"(?!)"
    if len(name.split()) > 1 or name.isupper():
        return rf"(?<!\w)(?i:{re.escape(name)})(?!\w)" if not name.isupper() else rf"(?<!\w){re.escape(name)}(?!\w)"
    return r"(?!)"


def _numbers(text: str) -> set[str]:
    """Ordinals, but for those of dates and times; resolution numbers and symbols. In figures."""
    text = _OF_TIME.sub(" ", text)
    found = {"".join(groups) for groups in _NUMBERED.findall(text)}
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower())
    for word in words:
        tens, _, unit = word.rpartition("-")
        if unit in _ORDINALS and (not tens or tens in _TENS):
            found.add(str(_TENS.get(tens, 0) + _ORDINALS.index(unit) + 1))
    return found - {"1", "2", "3"}  # "first", "second": seldom a document's number
