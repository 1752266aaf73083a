"""Dates in what two statements say: whether both may mean the same day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answer.statements import Statement

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sep(?:tember|t?\.?)|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
DATE = re.compile(
    r"\b(?P<y1>\d{4})-(?P<m1>\d\d)-(?P<d1>\d\d)\b"
    rf"|\b(?P<d2>\d{{1,2}})(?:\s*(?:-|–|to|and)\s*(?P<to>\d{{1,2}}))?\s+(?P<m2>{_MONTH})(?!\w)(?:,?\s+(?P<y2>\d{{4}})\b)?"
    rf"|\b(?P<m3>{_MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y3>\d{{4}})\b)?"
    rf"|\b(?P<m4>{_MONTH}),?\s+(?P<y4>\d{{4}})\b"
    r"|(?<![\d/.,-])\b(?P<y5>(?:19|20)\d\d)\b(?![/,.-]\d)"
)
_TELLS = re.compile(
    r"\b(?:said|says|told|report(?:s|ed)|stat(?:es|ed)|recall(?:s|ed)|confirm(?:s|ed)|add(?:s|ed)|announc(?:es|ed)"
    r"|claim(?:s|ed)|not(?:es|ed)|wr(?:ites|ote))\b[^.;]{0,80}?\bthat\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Date:
    """A date as exactly as it is given; `days` is a first and a last day."""

    year: int | None
    month: int | None
    days: tuple[int, int] | None


def dates_differ(one: Statement, other: Statement) -> bool:
    """Whether no date of one may be a date of the other."""
    dates = [_event_dates(item) for item in (one, other)]
    return all(dates) and not any(may_be_same(a, b) for a in dates[0] for b in dates[1])


def _event_dates(statement: Statement) -> list[Date]:
    """When a statement says that it happened: the date that answers, or else the only one but for when it was said."""
    if answering := dates_in(statement.answering()):
        return answering
    text = statement.words()
    tells = _TELLS.search(text)
    dates = dates_in(text[tells.end() :] if tells else text)
    return dates if len(dates) == 1 else []


def without_dates(text: str, mark: str = " ") -> str:
    """The text with `mark` in place of each date."""
    return DATE.sub(mark, text)


def dates_in(text: str) -> list[Date]:
    """The dates of a text, in its order."""
    return [_date(match.groupdict()) for match in DATE.finditer(text)]


def _date(given: Mapping[str, str | None]) -> Date:
    year, month, day = (
        next((given[key] for key in sorted(given) if key[0] == part and given[key]), None) for part in "ymd"
    )
    number = None
    if month:
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    days = (int(day), int(given["to"] or day)) if day else None
    return Date(int(year) if year else None, number, days)


def may_be_same(one: Date, other: Date) -> bool:
    """Whether two dates, as exactly as they are given, may be the same."""
    parts = ((one.year, other.year), (one.month, other.month))
    if any(None not in pair and pair[0] != pair[1] for pair in parts):
        return False
    if one.days is None or other.days is None:
        return True
    return one.days[0] <= other.days[1] and other.days[0] <= one.days[1]
