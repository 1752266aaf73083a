"""Where a claim says another number, date or name than the nearest text, denies it, or names another speaker."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer.verify_details import Number, dates, numbers, within
from assistant.answer.verify_names import Name, flat, missing, names
from assistant.answer.verify_polarity import Speaker, content, flipped, opposed, speakers
from assistant.corpus.named_dates import NamedDate
from assistant.corpus.vocabulary import Vocabulary, read_vocabulary
from assistant.errors import AssistantError
from assistant.settings import packaged_file

ALIKE = 0.7  # of the rest of the claim that a text must share, so that a detail in it is one exchanged for another
EXCHANGED = 0.8  # the same, so that the claim counts as contradicted
SLACK = 0.1  # sentences that share less than the most by this much decide too
LONGEST, MANY = 2.5, 12  # a text of more than so many times the words of a claim, or of this many, tells other things
REST = 3  # content words that must be left without the details

_LOWER = re.compile(r"\b(?!of\b|the\b|for\b|and\b)[a-z][\w’'-]*")


@dataclass(frozen=True)
class Finding:
    """A detail of the claim, at `start:end`, that the text does not bear out.

    `grave` where the text says another thing in its place: `other`, if that can be told.
    """

    kind: str
    start: int
    end: int
    words: str
    other: str = ""
    grave: bool = False

    @property
    def problem(self) -> str:
        """The finding in words."""
        if self.kind == "polarity":
            return f"one of the two denies what the other says (“{self.words}”)"
        if self.kind == "speaker" and self.other:
            return f"the claim names “{self.words}” as speaker, the passages “{self.other}”"
        if self.other:
            return f"the claim says “{self.words}”, the passages say “{self.other}”"
        return f"the passages do not say “{self.words}”"


@dataclass(frozen=True)
class Facts:
    """What was found; `contradicted` where all but the detail agrees and the text has another in its place."""

    findings: tuple[Finding, ...] = ()
    contradicted: bool = False

    @property
    def problems(self) -> list[str]:
        """The findings in words, each once."""
        return list(dict.fromkeys(finding.problem for finding in self.findings))


@dataclass(frozen=True)
class Claim:
    """A claim with its details read."""

    text: str
    dates: Sequence[NamedDate]
    numbers: Sequence[Number]
    names: Sequence[Name]
    speakers: Sequence[Speaker]


def check_facts(claim: str, units: Sequence[str], near: str) -> Facts:
    """The claim's details against the sentences nearest to it.

    `units` are single sentences and short runs of them; `near` is all that was read, where a detail that the deciding
    sentence leaves out may stand.
    """
    lower = frozenset(word for word in near.split() if word.islower())
    read = dates(claim)
    mine = Claim(claim, read, numbers(claim, read), names(claim, lower), speakers(claim))
    around = list(_details(mine, near))
    absent = {(item.kind, item.start) for item in around}
    judged = [(*_judge(mine, unit, near, absent), unit) for unit in units]
    judged = [item for item in judged if item[0] >= ALIKE]
    if judged:
        most = max(cover for cover, *_ in judged)
        alike = [item for item in judged if item[0] >= most - SLACK]
        cover, found, unit = min(alike, key=lambda item: (_graves(item[1]), len(item[1]), -item[0]))
        told = cover >= EXCHANGED and len(unit.split()) <= LONGEST * max(MANY, len(claim.split()))
        return Facts(tuple(found), told and 0 < _graves(found) == len(found))
    return Facts(tuple(around))


def _judge(claim: Claim, unit: str, near: str, absent: set[tuple[str, int]]) -> tuple[float, list[Finding]]:
    """How much of the rest of the claim a unit shares, and what it does not bear out.

    What it merely leaves out counts where it is also absent nearby: `absent` holds kind and place.
    """
    said = list(_speakers(claim, unit, near))
    details = [
        item for item in _details(claim, unit) if not any(other.start <= item.start < other.end for other in said)
    ]
    found = [*details, *_polarity(claim, unit), *said]
    cover = _cover(claim.text, unit, found)
    return cover, [item for item in found if item.grave or item.kind == "speaker" or (item.kind, item.start) in absent]


def _graves(found: Sequence[Finding]) -> int:
    return sum(item.grave for item in found)


def _cover(claim: str, unit: str, found: Sequence[Finding]) -> float:
    """The share of the claim's content words, without the details found, that the unit holds."""
    words = content(claim)
    rest = {word.stem for word in words if not any(item.start <= word.start < item.end for item in found)}
    if len(rest) < min(REST, len(words)) or len(rest) * 2 < len({word.stem for word in words}):
        return 0.0
    return len(rest & {word.stem for word in content(unit)}) / len(rest)


def _details(claim: Claim, text: str) -> Iterator[Finding]:
    there = dates(text)
    yield from _dates(claim, there, text)
    yield from _numbers(claim, numbers(text, there), there, text)
    yield from _names(claim, text)


def _dates(claim: Claim, there: Sequence[NamedDate], text: str) -> Iterator[Finding]:
    years = {date.year for date in there if date.year is not None}
    free = [other for other in there if not any(within(date, other, years) for date in claim.dates)]
    for date in claim.dates:
        if any(within(date, other, years) for other in there) or _is_a_number(date, text):
            continue
        other = next((other for other in free if not date.fits(other)), None)
        yield _finding("date", claim.text, date, text, other)


def _is_a_number(date: NamedDate, text: str) -> bool:
    return date.month is None and any(number.value == date.year for number in numbers(text, []))


def _numbers(claim: Claim, there: Sequence[Number], days: Sequence[NamedDate], text: str) -> Iterator[Finding]:
    taken = [other for other in there if any(number.agrees(other) for number in claim.numbers)]
    for number in claim.numbers:
        rivals = [
            other for other in there if other.kind == number.kind and _same_place(claim.text, number, text, other)
        ]
        agreed = [other for other in there if number.agrees(other)]
        if any(number.agrees(other) for other in rivals) or (agreed and not rivals):
            continue
        if any(number.value == day.year for day in days):
            continue
        other = next((other for other in rivals if agreed or other not in taken), None)
        if number.value == 1 and other is None:
            continue  # "one" is often no number
        yield _finding("number", claim.text, number, text, other)


def _names(claim: Claim, text: str) -> Iterator[Finding]:
    spoken = [name for name in claim.names if any(who.start <= name.start < who.upto for who in claim.speakers)]
    absent = missing([name for name in claim.names if name not in spoken], claim.text, text, spellings())
    absent += missing(spoken, claim.text, text, [*spellings(), *voices()])
    if not absent:
        return
    lower = frozenset(word for word in claim.text.split() if word.islower())
    free = missing(names(text, lower), text, claim.text, spellings())
    for name in absent:
        rivals = [item for item in free if item.opens or not name.opens]
        other = next((item for item in rivals if _same_place(claim.text, name, text, item)), None)
        whole = [item for item in claim.names if item.phrase == name.phrase]
        if other is None and (name.opens or 2 * sum(item in absent for item in whole) < len(whole)):
            continue  # a first word that may be no name; part of a name that is told otherwise
        yield _finding("name", claim.text, name, text, other)


def _same_place(claim: str, mine: Number | Name, text: str, theirs: Number | Name) -> bool:
    """Whether the same word follows within two, or comes right before."""
    after = [{word.stem for word in content(t[p.end : p.end + 60])[:2]} for t, p in ((claim, mine), (text, theirs))]
    before = [
        [word.stem for word in content(t[max(0, p.start - 60) : p.start])][-1:]
        for t, p in ((claim, mine), (text, theirs))
    ]
    return bool(after[0] & after[1]) or (before[0] == before[1] and bool(before[0]))


def _finding(
    kind: str, claim: str, mine: NamedDate | Number | Name, text: str, theirs: NamedDate | Number | Name | None
) -> Finding:
    other = text[theirs.start : theirs.end] if theirs else ""
    return Finding(kind, mine.start, mine.end, claim[mine.start : mine.end], other, theirs is not None)


def _polarity(claim: Claim, unit: str) -> Iterator[Finding]:
    for scope in flipped(claim.text, unit):
        inside = claim.text[scope.start : scope.end] == scope.cue
        start, end = (scope.start, scope.end) if inside else (0, 0)
        yield Finding("polarity", start, end, scope.cue, grave=True)
    for word, other in opposed(claim.text, unit):
        yield Finding("opposite", word.start, word.end, claim.text[word.start : word.end], other, grave=True)


def _speakers(claim: Claim, unit: str, near: str) -> Iterator[Finding]:
    label, colon, _ = unit.partition(": ")
    told = [*speakers(unit), *([Speaker(label, 0, len(label), len(label))] if colon and len(label) < 160 else [])]
    for speaker in claim.speakers:
        wanted = names(f"by {speaker.words}")
        if not wanted:
            continue
        groups = [*spellings(), *voices()]
        if any(len(missing(wanted, speaker.words, other.words, groups)) < len(wanted) for other in told):
            continue
        named = [other for other in told if names(f"by {other.words}")]
        if named:
            yield Finding("speaker", speaker.start, speaker.upto, speaker.words, named[0].words, grave=True)
        elif 2 * len(missing(wanted, speaker.words, _LOWER.sub("", near), groups)) > len(wanted):
            yield Finding("speaker", speaker.start, speaker.upto, speaker.words)


@lru_cache(maxsize=1)
def spellings() -> list[frozenset[str]]:
    """Names of one and the same thing, in lower case, from the vocabulary that comes with the product."""
    return _groups(lambda known: [*known.names, *([short, long] for short, long in known.acronyms.items())])


@lru_cache(maxsize=1)
def voices() -> list[frozenset[str]]:
    """Names under which one voice speaks: a state, its capital, its ministers."""
    return _groups(lambda known: [[label, *others] for label, others in known.aliases.items()])


def _groups(read: Callable[[Vocabulary], list[list[str]]]) -> list[frozenset[str]]:
    try:
        known = read_vocabulary(packaged_file("corpus"))
    except AssistantError:  # a spelling fewer is no reason not to answer
        return []
    return [frozenset(flat(name) for name in group) for group in read(known)]
