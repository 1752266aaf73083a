"""Dates of sources: a day, a month or a year, never more exact than the source is."""

from __future__ import annotations

import calendar
import datetime

MONTHS = "January February March April May June July August September October November December".split()


def span_of(date: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that `2025`, `2025-10` or `2025-10-19` may mean. Raises ValueError for no date."""
    parts = [int(part) for part in date.split("-")]
    year, month, day = (*parts, None, None)[:3]
    assert year is not None
    first = datetime.date(year, month or 1, day or 1)
    last_month = month or 12
    return first, datetime.date(year, last_month, day or calendar.monthrange(year, last_month)[1])


def in_words(date: str) -> str:
    """`2025-10-19` as `19 October 2025`, `2025-10` as `October 2025`. Raises ValueError or IndexError for no date."""
    year, *rest = date.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*(str(int(day)) for day in rest[1:]), *month, year])


def age_in_words(date: str | None, today: datetime.date) -> str | None:
    """How old a source of `date` is: `3 weeks old`, `about 2 years old`; None where it has no date.

    "About" marks what rests on a date without a day; it is counted from the middle of what the date may mean.
    """
    if not date:
        return None
    try:
        first, last = span_of(date)
    except ValueError:
        return None
    if first > today:
        return "dated in the future"
    days = (today - min(first + (last - first) / 2, today)).days
    about = "about " if first != last else ""
    for size, unit in ((365.25, "year"), (30.44, "month"), (7, "week")):
        number = int(days / size)
        if number >= (2 if unit != "week" else 1):
            return f"{about}{number} {unit}{'' if number == 1 else 's'} old"
    return {4: "from this year", 7: "from this month"}.get(len(date), "new this week")
