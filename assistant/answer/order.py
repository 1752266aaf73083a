"""The order of an answer's statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.select import Candidate
from assistant.answer.understand import Question
from assistant.corpus.dates import MONTHS
from assistant.retrieve.timescope import dates_named

NEWEST_SHARE = 0.8
LATEST_SHARE = 0.4  # where the latest is asked for; what is less to the point does not come first for its date
_EXPECTS = re.compile(
    r"\b(?:will|would|until|till|plan(?:s|ned)?|due|expir\w+|targets?|goals?|deadlines?)\b", re.IGNORECASE
)


def in_order(question: Question, chosen: Sequence[Candidate]) -> list[Candidate]:
    """A timeline by the date of what is told; else by relevance, but of documents of one series the newest first.

    Where the question asks for the latest, what is most to the point stands by date, the newest first and marked so.
    """
    if question.kind == "timeline":
        return sorted(chosen, key=event_date)
    result = list(chosen)
    for series in {series_of(candidate) for candidate in chosen}:
        places = [i for i, candidate in enumerate(result) if series_of(candidate) == series]
        newest = sorted((result[i] for i in places), key=lambda c: c.found.document.date or "", reverse=True)
        for place, candidate in zip(places, newest, strict=True):
            result[place] = candidate
    return _latest_first(question, result) if question.latest else result


def _latest_first(question: Question, chosen: Sequence[Candidate]) -> list[Candidate]:
    """By date of what is told, newest first; a document that the question names still speaks first."""
    least = LATEST_SHARE * max((candidate.relevance for candidate in chosen), default=0.0)
    first = [candidate for candidate in chosen if candidate.relevance >= least]
    first.sort(key=_told_on, reverse=True)
    first.sort(key=lambda candidate: candidate.found.document.id not in question.documents)
    return _marked([*first, *(candidate for candidate in chosen if candidate.relevance < least)])


def _marked(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, the newest of them marked, where it comes first and an older one stands beside it.

    "2025-12" may be as new as "2025-12-10": what is not known to be older is not called so.
    """
    dates = [_told_on(candidate) for candidate in chosen]
    newest = max(dates, default="")
    new = [bool(date) and newest.startswith(date) for date in dates]
    if not any(new[:1]) or not any(date and not is_new for date, is_new in zip(dates, new, strict=True)):
        return list(chosen)
    return [replace(c, newest=date if is_new else "") for c, date, is_new in zip(chosen, dates, new, strict=True)]


def prefer_newest(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Where documents supersede each other, the newest that speaks to the question comes before the older ones.

    It must be at least NEWEST_SHARE as relevant as the best of its series, LATEST_SHARE where the question asks for the
    latest. A question for a time that is over, or for a timeline, is left as it is.
    """
    if question.time.ends or question.kind == "timeline":
        return list(candidates)
    share = LATEST_SHARE if question.latest else NEWEST_SHARE
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        best.setdefault(series_of(candidate), candidate)
    newest: dict[str, Candidate] = {}
    for candidate in candidates:
        series = series_of(candidate)
        if candidate.relevance < share * best[series].relevance:
            continue
        if series not in newest or _date(candidate) > _date(newest[series]):
            newest[series] = candidate
    raised = [
        replace(candidate, relevance=best[series_of(candidate)].relevance)
        if newest[series_of(candidate)] is candidate
        else candidate
        for candidate in candidates
    ]
    return sorted(raised, key=lambda c: (-c.relevance, newest[series_of(c)].found.passage.id != c.found.passage.id))


def _date(candidate: Candidate) -> str:
    return candidate.found.document.date or ""


def series_of(candidate: Candidate) -> str:
    """What documents that supersede each other share: publisher, kind, and the title without numbers and subtitle."""
    document = candidate.found.document
    title = re.sub(r"\([^)]*\)|\b\w*\d\w*\b|\b\w+(?:th|st|nd|rd)\b|:.*", " ", document.title.lower())
    words = [word for word in re.findall(r"[a-z]+", title) if word.capitalize() not in MONTHS]
    return " ".join([document.publisher, document.kind, *words[:4]])


def event_date(candidate: Candidate) -> str:
    """The first date that a statement names, as YYYY-MM-DD with zeros for what is missing; else its document's date."""
    named = dates_named(candidate.found.passage.text)
    if not named:
        return (candidate.found.document.date or "9999").ljust(10, "-")
    year, month, day = (*named[0].split("-"), "00", "00")[:3]
    return f"{year}-{month}-{day}"


def _told_on(candidate: Candidate) -> str:
    """The newest date that a statement names, but for what it expects; where it names none, its document's date.

    A brief may tell of what came after the document that it is on: a later date counts where nothing is expected. Of a
    document without a date any date may be later.
    """
    published = candidate.found.document.date or ""
    told = candidate.found.passage.text.split("\n\nDisputed: ")[0]
    expects = bool(_EXPECTS.search(told))
    past = {date for date in dates_named(told) if not expects or (published and date[: len(published)] <= published)}
    # A year or month that the publication falls in: as new as the publication.
    return max({published if published.startswith(date) else date for date in past}, default=published)
