"""The time that a question asks about, whether a passage is of it, and the dates that a text names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.corpus.named_dates import MONTH, month_number
from assistant.retrieve.search import Found

Span = tuple[str, str]
"""A first and a last month, YYYY-MM, both inside."""
FIRST, LAST = "0000-00", "9999-99"

# Not the number of a resolution, nor of the committee and the team that are called after one.
_YEAR = (
    r"(?<!resolution )(?<!resolutions )\b(?:19\d\d(?! (?:monitoring|list|(?:taliban|un) sanctions)\b)|20\d\d)\b"
    r"(?! (?:committees?|sanctions|regime)\b)"
)
_DATE = (
    rf"(?:(?:\b(?P<before>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?"
    rf"\b(?P<month>{MONTH})(?: (?P<after>\d{{1,2}})(?:st|nd|rd|th)?)?,? (?:of )?)?"
    rf"(?P<year>{_YEAR})(?:-(?P<number>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?\b)?"
)
_PLAIN_DATE = re.sub(r"\?P<\w+>", "?:", _DATE)  # the same without names, to stand twice in one pattern
_READ = re.compile(_DATE, re.IGNORECASE)

_AROUND = (
    r"(?:(?:the|at least|about|around|early|late|end of|beginning of|start of|middle of|spring|summer|autumn|fall"
    r"|winter|of|year|\d{1,2}(?:st|nd|rd|th)?) |mid[- ])*"
)
_POINT = rf"{_AROUND}@?{_PLAIN_DATE}"
_TO = r"(?: ?[-–—] ?| (?:up )?to | until | till | through )"
# "The report from 2024" is one of that year; "what happened from 2024" goes on.
_FROM = "".join(f"(?<!{word} )" for word in "report reports survey figure figures data statement".split()) + "from"

# The change of power of August 2021, as people date by it.
_TAKEOVER = re.compile(
    r"(?:the )?(?:(?:august )?2021 )?(?:tal[ie]ban(?:['’]s?)? )?take-?over\b(?! of (?!kabul|afghanistan|power))"
    r"|(?:the )?fall of (?:kabul|the (?:afghan )?republic)\b"
    r"|(?:the )?tal[ie]ban (?:took|seized|regained|retook) (?:power|kabul|control|over)\b"
    r"|(?:the )?tal[ie]ban (?:came|returned|were back|got back) (?:to|in) (?:power|kabul)\b"
    r"|(?:the )?tal[ie]ban(?:['’]s?)? return(?: to power)?\b",
    re.IGNORECASE,
)
_UNDER = re.compile(r"\bunder (?:the )?tal[ie]ban\b(?!.{0,30}\b(?:first|199\d|1990s)\b)", re.IGNORECASE)
_TWO_MONTHS = re.compile(rf"\b({MONTH}) (and|to|until|till|through|[-–—]) ({MONTH}) ({_YEAR})", re.IGNORECASE)
_BOTH_SIDES = re.compile(rf"\b(?:before|after) (?:and|or|versus|vs) (?:before|after|since) ({_POINT})", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"\bbetween ({_POINT}) and ({_POINT})|({_POINT}){_TO}({_POINT})"
    rf"|\b(?:after|since|from) ({_POINT}),? (?:and |but )?(?:before|until) ({_POINT})",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\b(?:(?:since|after|following|starting in|{_FROM}) |post[- ])({_POINT})", re.IGNORECASE)
_UNTIL = re.compile(rf"\b(?:(?:before|until|till|up to|through|by|prior to) |pre[- ])({_POINT})", re.IGNORECASE)

# What each form of words stretches over, given the months of the dates in it; the first form that takes a date has it.
_STRETCHES: list[tuple[re.Pattern[str], Callable[..., Span]]] = [
    (_BETWEEN, lambda one, other: (min(one[0], other[0]), max(one[1], other[1]))),
    (_SINCE, lambda one: (one[0], LAST)),
    (_UNTIL, lambda one: (FIRST, one[1])),
]


@dataclass(frozen=True)
class TimeScope:
    """The stretches of time that a question names; a passage of any of them is of its time. Empty: it names none."""

    spans: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.spans)

    @property
    def ends(self) -> bool:
        """Whether a stretch of it is over: then the newest is not what is asked for."""
        return any(last < LAST for _, last in self.spans)


def time_scope(text: str) -> TimeScope:
    """The time that a question asks about: years, and what lies since, until or between dates.

    "After 2021" and "before 2021" hold 2021 too: both are said of what happened in the course of that year.
    """
    spans: list[Span] = []
    rest = _dated(text)
    for pattern, stretch in _STRETCHES:
        spans += [stretch(*(_months(point) for point in match.groups() if point)) for match in pattern.finditer(rest)]
        rest = pattern.sub(" ", rest)
    # A year, not its month: what happened in a month is told in the months after it.
    years = {match["year"] for match in _READ.finditer(rest) if rest[match.start() - 1 : match.start()] != "@"}
    return TimeScope((*spans, *((f"{year}-01", f"{year}-12") for year in sorted(years))))


def wrong_time(scope: TimeScope, found: Found) -> bool:
    """Whether a passage names dates (in its words, its title, as its document's) and none is of the time asked for."""
    if not scope:
        return False
    passage = found.passage
    named = [_span(match) for match in _READ.finditer(f"{passage.context} {passage.text} {found.document.date or ''}")]
    fits = (start <= last and first <= end for start, end in named for first, last in scope.spans)
    return bool(named) and not any(fits)


def dates_named(text: str) -> list[str]:
    """The dates of a text, in its order, each as exactly as it is named: YYYY, YYYY-MM or YYYY-MM-DD."""
    return [_iso(match) for match in _READ.finditer(text)]


def _iso(match: re.Match[str]) -> str:
    day = match["before"] or match["after"] or match["day"]
    return "-".join(part for part in (match["year"], _month(match), day and day.zfill(2)) if part)


def _dated(text: str) -> str:
    """The question with every event and half-said date as a date. "@" marks an event: by itself it names no time."""
    text = _TAKEOVER.sub("@2021-08", _UNDER.sub("since @2021-08", text))
    text = _TWO_MONTHS.sub(r"\1 \4 \2 \3 \4", text)
    return _BOTH_SIDES.sub(r"before \1, after \1", text)


def _months(point: str) -> Span:
    match = _READ.search(point)
    assert match is not None  # every point holds a date
    return _span(match)


def _span(match: re.Match[str]) -> Span:
    year, month = match["year"], _month(match)
    return (f"{year}-{month}",) * 2 if month else (f"{year}-01", f"{year}-12")


def _month(match: re.Match[str]) -> str | None:
    """The month of a date in figures, if it names one."""
    name, number = match["month"], match["number"]
    return f"{month_number(name):02d}" if name else number
