"""Dates in what two statements say: whether both may mean the same day."""

from __future__ import annotations

import re

from assistant.answer.statements import Statement
from assistant.corpus.named_dates import NamedDate, named_dates

# A year that stands by itself, not one of a run ("2021-2024", "2024/25"), nor a decade.
_YEAR = re.compile(r"(?<![\d/.,-])\b(?:19|20)\d\d\b(?![/,.-]\d)")
_TELLS = re.compile(
    r"\b(?:said|says|told|report(?:s|ed)|stat(?:es|ed)|recall(?:s|ed)|confirm(?:s|ed)|add(?:s|ed)|announc(?:es|ed)"
    r"|claim(?:s|ed)|not(?:es|ed)|wr(?:ites|ote))\b[^.;]{0,80}?\bthat\b",
    re.IGNORECASE,
)


def dates_differ(one: Statement, other: Statement) -> bool:
    """Whether no date of one may be a date of the other."""
    dates = [_event_dates(item) for item in (one, other)]
    return all(dates) and not any(a.fits(b) for a in dates[0] for b in dates[1])


def _event_dates(statement: Statement) -> list[NamedDate]:
    """When a statement says that it happened: the date that answers, or else the only one but for when it was said."""
    if answering := dates_in(statement.answering()):
        return answering
    text = statement.words()
    tells = _TELLS.search(text)
    dates = dates_in(text[tells.end() :] if tells else text)
    return dates if len(dates) == 1 else []


def without_dates(text: str, mark: str = " ") -> str:
    """The text with `mark` in place of each date."""
    for date in reversed(dates_in(text)):
        text = text[: date.start] + mark + text[date.end :]
    return text


def dates_in(text: str) -> list[NamedDate]:
    """The dates of a text, in its order, but for months without a year and years in a run."""
    dates = named_dates(text)
    return [date for date in dates if date.days or (date.year and (date.month or _YEAR.match(text, date.start)))]
