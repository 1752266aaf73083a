"""The details that a claim must get right, read into a form that can be compared: numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.corpus.named_dates import NamedDate, named_dates

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
_WORDS = {word: float(i) for i, word in enumerate(_ONES)} | {word: 10.0 * i for i, word in enumerate(_TENS, 2)}
_WORDS |= {"dozen": 12.0}
_ORDINAL = {word: float(i) for i, word in enumerate(_ORDINALS)} | {"twentieth": 20.0, "thirtieth": 30.0}
_PARTS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
_COUNT = re.compile(
    r"(?<![\w.,/])(?<![A-Za-z]-)(?P<digits>\d+(?:[,\u00a0\u202f]\d{3})*(?:\.\d+)?)(?P<ordinal>st|nd|rd|th)?(?![\w/])"
    r"|(?P<share>\b(?:half|halves)\b|\b(?:an?|one|two|three|four)[\s-](?:third|quarter|fifth|tenth)s?(?=\s+(?:of|the)\b)"
    r"|\b(?:two|three|four)[\s-](?:third|quarter|fifth|tenth)s\b)"
    rf"|\b(?P<words>(?:{'|'.join([*_WORDS, *_SCALES, *_ORDINAL])})s?)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s*(?:%|per\s?cent\b)", re.IGNORECASE)
_GAP = re.compile(r"(?:[\s-]+|\s+and\s+)\Z")
_LOOSE = {
    "over": re.compile(r"\b(?:over|above|more than|at least|exceed\w*|upwards of)\s+\Z", re.IGNORECASE),
    "under": re.compile(r"\b(?:under|below|less than|fewer than|at most|up to)\s+\Z", re.IGNORECASE),
    "about": re.compile(r"\b(?:about|around|some|nearly|almost|roughly|approximately|close to)\s+\Z", re.IGNORECASE),
}


@dataclass(frozen=True)
class Number:
    """A number as it stands at `start:end`; `kind` is count, percent or ordinal, `loose` how it is hedged."""

    value: float
    kind: str
    start: int
    end: int
    loose: str = ""
    rounded: bool = False

    def agrees(self, other: Number) -> bool:
        """Whether a text that gives `other` bears out a claim that gives this number."""
        if self.kind != other.kind:
            return False
        if self.value == other.value:
            return {self.loose, other.loose} != {"over", "under"}
        if self.loose == "over":
            return self.value < other.value <= 1.3 * self.value
        if self.loose == "under":
            return 0.7 * self.value <= other.value < self.value
        most = 0.1 if self.loose == "about" else 0.02 if self.rounded else 0.0
        return abs(self.value - other.value) <= most * other.value


def dates(text: str) -> list[NamedDate]:
    """The dates of a text in order, each of one day at most; of two days joined by a hyphen or "and" both."""
    return [replace(date, days=date.days[i : i + 1]) for date in named_dates(text) for i in range(len(date.days) or 1)]


def within(date: NamedDate, other: NamedDate, years: set[int]) -> bool:
    """Whether `other` gives every part of `date`, whose year may also be one of `years`."""
    known = date.year is None or other.year is not None or date.year in years
    given = (date.month is None or other.month is not None) and len(date.days) <= len(other.days)
    return known and given and date.fits(other)


def numbers(text: str, taken: Sequence[NamedDate]) -> list[Number]:
    """The numbers of a text, in digits or words, but for those that belong to the dates `taken`."""
    free = [m for m in _COUNT.finditer(text) if not any(d.start <= m.start() < d.end for d in taken)]
    return list(_joined(text, free))


def _joined(text: str, matches: Sequence[re.Match[str]]) -> Iterator[Number]:
    """Each run of number words as one number: "two hundred and fifty", "2.9 million"."""
    i = 0
    while i < len(matches):
        run = [matches[i]]
        while i + 1 < len(matches) and _goes_on(text, run[-1], matches[i + 1]):
            i += 1
            run.append(matches[i])
        i += 1
        number = _number(text, run)
        if number is not None:
            yield number


def _goes_on(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    gap, first, second = text[one.end() : other.start()], _word(one), _word(other)
    if one["share"] or other["share"] or other["digits"] or one["ordinal"] or not _GAP.match(gap):
        return False
    if second in _SCALES or second == "dozen":
        return True
    if "and" in gap:
        return first in _SCALES and not one["digits"]
    if first in _TENS:
        return _WORDS.get(second, _ORDINAL.get(second, 99)) < 10
    return first in _SCALES and not one["digits"]


def _number(text: str, run: Sequence[re.Match[str]]) -> Number | None:
    start, end = run[0].start(), run[-1].end()
    percent = _PERCENT.match(text, end)
    loose = next((name for name, pattern in _LOOSE.items() if pattern.search(text[max(0, start - 20) : start])), "")
    if run[0]["share"]:
        value, kind = _part(run[0]["share"].lower()), "percent"
    else:
        words = [_word(match) for match in run]
        ordinal = run[-1]["ordinal"] or words[-1] in _ORDINAL
        value, kind = _value(words), "ordinal" if ordinal else "percent" if percent else "count"
    if [_word(match) for match in run] == ["second"] and text[end : end + 1] == "s":
        return None
    rounded = any(_word(match) in _SCALES for match in run)
    return Number(value, kind, start, percent.end() if percent else end, loose, rounded)


def _word(match: re.Match[str]) -> str:
    word = (match["digits"] or match["words"] or "").lower()
    return word[:-1] if word.endswith("s") else word


def _value(words: Sequence[str]) -> float:
    total, current = 0.0, 0.0
    for word in words:
        if word in _SCALES:
            current = (current or 1.0) * _SCALES[word]
            if word != "hundred":
                total, current = total + current, 0.0
        elif word == "dozen":
            current = (current or 1.0) * 12
        else:
            current += _WORDS.get(word, _ORDINAL.get(word, 0.0)) or float(re.sub(r"[^\d.]", "", word) or 0)
    return round(total + current, 6)


def _part(words: str) -> float:
    if words in {"half", "halves"}:
        return 50.0
    count, name = re.split(r"[\s-]", words)[:2]
    return round(_WORDS.get(count, 1.0) * _PARTS[name.rstrip("s")], 4)
