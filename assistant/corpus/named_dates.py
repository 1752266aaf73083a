"""The dates that a text names, each as exactly as it is named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.corpus.dates import MONTHS

MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(name[:3] for name in MONTHS if name != 'May')}|Sept)\b\.?)"
"""Matches the name of a month, whole or short; `month_number` reads it."""

_DAYS = r"[0-3]?\d(?:st|nd|rd|th)?(?:\s*(?:-|–|and|to|or)\s*[0-3]?\d(?:st|nd|rd|th)?)?"
_YEAR = r"(?:1[5-9]|20)\d\d(?![\d,]\d|\.\d|(?!s\b)\w)"
_DATE = re.compile(
    rf"(?:(?<![\w,.])(?P<before>{_DAYS})(?:(?<=st|nd|rd|th)\s+of)?\s+)?\b(?P<month>{MONTH})(?!\w)"
    rf"(?(before)|(?:\s+(?P<after>{_DAYS})(?![\w,.]\d|\d|\s+{MONTH}))?)(?:,?\s+(?:of\s+)?(?P<year>{_YEAR})s?)?"
    r"|(?<![\w-])(?P<iso>(?:1[5-9]|20)\d\d-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?)(?![\w-])"
    rf"|(?<![\w.,/])(?<![A-Za-z]-)(?P<alone>{_YEAR})s?"
)


@dataclass(frozen=True)
class NamedDate:
    """A date as exactly as it is named, standing at `start:end`; `days` are one, or the first and last of several."""

    year: int | None
    month: int | None = None
    days: tuple[int, ...] = ()
    start: int = 0
    end: int = 0

    def fits(self, other: NamedDate) -> bool:
        """Whether both, as exactly as they are named, may be the same."""
        parts = ((self.year, other.year), (self.month, other.month))
        if any(mine and theirs and mine != theirs for mine, theirs in parts):
            return False
        return not (self.days and other.days) or (self.days[0] <= other.days[-1] and other.days[0] <= self.days[-1])


def named_dates(text: str) -> list[NamedDate]:
    """The dates of a text, in its order. A "May" with nothing beside it is one only after "in" or "by"."""
    return [
        _date(match)
        for match in _DATE.finditer(text)
        if match[0] != "May" or text[max(0, match.start() - 3) : match.start()] in {"in ", "by "}
    ]


def month_number(name: str) -> int:
    """The number of a month from its name, whole or short, in any case."""
    return next(number for number, month in enumerate(MONTHS, 1) if month[:3] == name[:3].capitalize())


def _date(match: re.Match[str]) -> NamedDate:
    if match["iso"]:
        parts = [int(part) for part in match["iso"].split("-")]
        if len(parts) == 2 and parts[1] == (parts[0] + 1) % 100:  # "2010-11" is a run of two years
            return NamedDate(parts[0], None, (), *match.span())
        return NamedDate(parts[0], parts[1], tuple(parts[2:]), *match.span())
    year = int(match["year"] or match["alone"] or 0) or None
    month = month_number(match["month"]) if match["month"] else None
    days = tuple(int(day) for day in re.findall(r"\d+", match["before"] or match["after"] or ""))
    return NamedDate(year, month, days, *match.span())
