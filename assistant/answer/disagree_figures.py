"""Whether two statements count the same thing differently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.disagree_dates import dates_in, without_dates
from assistant.answer.disagree_subject import EMPTY, SMALL, TENS, WORTH, subject
from assistant.answer.statements import Statement
from assistant.answer.understand import Question
from assistant.corpus.named_dates import NamedDate
from assistant.index.keywords import stems

NEAR = 6  # words before and after a figure that say what a bare "per cent" is of
ABOUT = 0.1  # how far "about 50" reaches

_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|{'|'.join(SMALL + TENS)})"
_SCALE = r"(?:\s+(?:hundred|thousand|million|billion))?"
_FIGURE = re.compile(
    r"(?:\b(?P<bound>more than|over|at least|up to|at most|under|fewer than|less than|about|around|some|nearly|almost"
    r"|roughly|approximately)\s+)?"
    rf"(?<![\w/.,-])(?P<low>{_NUMBER})(?P<scale>{_SCALE})(?:\s*(?:-|–|to|and)\s*(?P<high>{_NUMBER})(?P<scales>{_SCALE}))?"
    r"(?![\w/]|[.,-]\w)\s*(?P<thing>(?:[A-Za-z][\w'’-]*\s*){0,6})",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:resolutions?|articles?|unit|para(?:graph)?s?\.?|section|point|annex|chapter|decision|decree|no\.|number)\s*$",
    re.IGNORECASE,
)
_ENDS_THING = re.compile(
    r"\b(?:of|in|on|at|from|for|by|to|with|near|across|since|who|which|that|while|after|before|between|during|or|but"
    r"|under|over|about|than)\b"
)
_FATES = tuple(
    map(frozenset, (("kill", "die", "dead", "death"), ("injur", "wound"), ("casualti",), ("return", "deport")))
)
_MEASURES = frozenset(  # stems that say how much or how long, and not what of
    "percent dollar us euro rupe kilogram tonn ton peopl person time year month week day hour minut more less".split()
)
# The date of a report is not that of what it counts.
_BRACKETED = re.compile(r"\([^()]*\d{4}\)")
_EDITION = re.compile(r"\s+(?:[\w-]+\s+)?(?:report|update|survey|assessment|estimate|index)")


@dataclass(frozen=True)
class _Figure:
    """A number or a range, and what is counted: its stems, those about it, and the names among them."""

    low: float
    high: float
    thing: frozenset[str]
    near: frozenset[str]
    names: frozenset[str]


def figures_differ(question: Question, one: Statement, other: Statement) -> bool:
    """Whether both count the same thing, at a time that both may mean, and no figure of one fits one of the other."""
    texts = [one.words(), other.words()]
    times = [_times(statement) for statement in (one, other)]
    if all(times) and not any(a.fits(b) for a in times[0] for b in times[1]):
        return False
    figures = [_figures(text) for text in texts]
    asked = subject(question.text)
    about = [[figure for figure in every if figure.thing & asked] or every for every in figures]
    pairs = [(a, b) for a in about[0] for b in about[1] if _same_thing(a, b, texts)]
    return bool(pairs) and not any(a.low <= b.high and b.low <= a.high for a, b in pairs)


def _times(statement: Statement) -> list[NamedDate]:
    """When a statement may count: at the first date that it names, or else in its document's year or the one before."""
    text = _BRACKETED.sub(" ", statement.words())
    named = [date for date in dates_in(text) if not _EDITION.match(text, date.end)][:1]
    published = statement.found.document.date
    if named or not published:
        return named
    return [NamedDate(int(published[:4]) - before) for before in (0, 1)]


def _same_thing(one: _Figure, other: _Figure, texts: Sequence[str]) -> bool:
    fates = [[i for i, fate in enumerate(_FATES) if fate & figure.thing] for figure in (one, other)]
    if all(fates) and fates[0] != fates[1]:
        return False
    if one.names and other.names and not one.names & other.names:
        return False
    if not all(name in texts[1] for name in one.names) or not all(name in texts[0] for name in other.names):
        return False
    if one.thing & _MEASURES != other.thing & _MEASURES:
        return False
    things = [figure.thing.difference(_MEASURES, *_FATES) for figure in (one, other)]
    if all(things):
        return 2 * len(things[0] & things[1]) >= min(map(len, things))
    return len((one.near & other.near).difference(_MEASURES, *_FATES)) + all(fates) > 1  # a bare "5 per cent", "9 dead"


def _figures(text: str) -> list[_Figure]:
    """The figures of a text that say what they count; no dates, no years, no numbers of documents."""
    found = []
    flat = re.sub(r"\s?%|\bper cent\b", " percent", without_dates(text, "; "))
    for match in _FIGURE.finditer(flat):
        before = re.split(r"[.;,:]", flat[: match.start()])[-1]
        thing = _ENDS_THING.split(match["thing"])[0]
        if not thing.strip() or _LABEL.search(before):
            continue
        after = re.split(r"[.;,:]", flat[match.start("thing") :])[0]
        near = " ".join((*before.split()[-NEAR:], *after.split()[:NEAR]))
        names = frozenset(word for word in re.findall(r"[\w'’-]+", thing) if word[0].isupper())
        found.append(_Figure(*_range(match), frozenset(stems(thing)) - EMPTY, subject(near), names))
    return found


def _range(match: re.Match[str]) -> tuple[float, float]:
    """The least and the most that a figure may mean: 'more than 20' has no most."""
    low = _value(match["low"], match["scale"] or match["scales"])  # of "15.2 to 23.8 million" both are millions
    high = _value(match["high"], match["scales"]) if match["high"] else low
    bound = (match["bound"] or "").lower()
    if bound in {"more than", "over", "at least"}:
        return low, float("inf")
    if bound in {"up to", "at most", "under", "fewer than", "less than"}:
        return 0.0, high
    return (low * (1 - ABOUT), high * (1 + ABOUT)) if bound else (min(low, high), max(low, high))


def _value(number: str, scale: str | None) -> float:
    times = WORTH.get((scale or "").strip().lower(), 1.0)
    return times * (WORTH.get(number.lower()) or float(number.replace(",", "")))
