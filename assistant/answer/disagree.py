"""Where the voices of an answer do not say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer.record import relations
from assistant.answer.statements import Statement
from assistant.answer.understand import Question
from assistant.corpus.checks import Check
from assistant.index.keywords import stems
from assistant.index.sentences import sentence_spans
from assistant.schema import Disagreement

Rarity = Callable[[str], float]

ARTICLE_AND_RECORD = "The article and the record"
FIGURES = "Different figures"
DATES = "Different dates"
SAME = 0.3  # share of the shorter statement's words, weighed by rarity, that the other must have; set by hand
DENIED = 0.5  # the same of the words that are denied
ASKED = 0.7  # the same of the words of the question to which either of two statements speaks
NEAR = 6  # words before and after a figure that say what a bare "per cent" is of
ABOUT = 0.1  # how far "about 50" reaches

_GROUPS = r"groups?|organi[sz]ations?|militants?|fighters?|havens?|sanctuar\w+|presence|links?|role|involvement"
_DENIAL = re.compile(
    r"\b(?:(?<!was )(?<!were )(?<!been )(?<!are )(?<!nor )den(?:y|ies|ied|ying|ial)\b"
    r"(?!\s+(?:(?:of|them|women|girls)\s+)*(?:access|entry|visas?|education|rights|permission|asylum)\b)"
    r"|(?:reject|dismiss|repudiat)(?:s|ed|es|ing|ion)?\b(?=[^.;]{0,80}?\b(?:claim|accus|alleg|charge|report|finding"
    r"|figure|argument|critici|assertion|suggestion|notion|presence|role|involvement|responsib|propaganda|talk"
    r"|as (?:false|baseless|untrue|unfounded)))"
    r"|refut(?:e|es|ed)|contradict(?:s|ed)?|baseless|unfounded|untrue|false(?! flag)"
    rf"|no (?:evidence|proof)|no (?:[\w'-]+ ){{0,3}}(?:{_GROUPS})(?! should| must)|(?:nobody|no one) (?:is|was|has|may)"
    r"|(?:is|are|was|were) not (?:[\w-]+ )?(?:used|allowed|permitted|true|correct|involved|responsible|present))\b",
    re.IGNORECASE,
)
_REBUTS = re.compile(
    r"\bnot (?:[\w-]+ )?credible\b|\b(?:despite|contrary to|contradict\w*) (?:[\w'’-]+ ){0,3}(?:denials?|claims?)\b"
    r"|\bno [^.;]{0,30}\b(?:accept|believ|support|shar)\w* [^.;]{0,40}\b(?:claim|denial|assertion)",
    re.IGNORECASE,
)
_DEMANDS = re.compile(
    r"\b(?:ask(?:s|ed)?|urg(?:e|es|ed|ing)|call(?:s|ed) (?:for|on)|demand\w*|must|should|stress\w*|undert\w+|commit\w*"
    r"|promis\w+|pledg\w+|assur\w+)\b",
    re.IGNORECASE,
)

_ENDS_CLAUSE = re.compile(
    r"[,;]|\s(?:and|but) (?:said|told|asked|called|denied)\b|\s(?:saying|calling)\b|\bas baseless\b"
)
_ACCUSED = re.compile(r"\b(?:accus|alleg|charge|claim|blame)", re.IGNORECASE)
_EMPTY = frozenset(  # stems that say nothing of the subject
    "deni denial reject dismiss refut contradict claim accus alleg charg report critic fals baseless may can would ani"
    " were had have been than".split()
)

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sep(?:tember|t?\.?)|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = re.compile(
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

_SMALL = "two three four five six seven eight nine ten eleven twelve".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORTH: dict[str, float] = {word: value for value, word in enumerate(_SMALL, start=2)}
_WORTH |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}
_WORTH |= {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|{'|'.join(_SMALL + _TENS)})"
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
_EDITION = re.compile(  # the date of a report is not that of what it counts
    rf"\([^()]*\d{{4}}\)|(?:{_DATE.pattern})(?=\s+(?:[\w-]+\s+)?(?:report|update|survey|assessment|estimate|index))"
)
_ASKS_NUMBER = re.compile(r"\bhow (?:many|much)\b|\bwhat (?:number|figure|share|per ?cent)", re.IGNORECASE)
_ASKS_DATE = re.compile(
    r"\bwhen (?:exactly )?(?:did|do|does|was|were|is|are|will)\b|\b(?:what|which) (?:date|day|month|year)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Denial:
    """The stems of what is denied and of the whole sentence, and whether it answers an accusation."""

    clause: frozenset[str]
    sentence: frozenset[str]
    accused: bool


@dataclass(frozen=True)
class _Figure:
    """A number or a range, and what is counted: its stems, those about it, and the names among them."""

    low: float
    high: float
    thing: frozenset[str]
    near: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True)
class _Date:
    """A date as exactly as it is given; `days` is a first and a last day."""

    year: int | None
    month: int | None
    days: tuple[int, int] | None


def _alike(stem: str) -> float:
    return 1.0


def disagreements(
    question: Question,
    statements: Sequence[Statement],
    first: Sequence[int],
    checks: Iterable[Check] = (),
    rarity: Rarity = _alike,
) -> list[Disagreement]:
    """The disagreements among `statements`; `first[i]` is the position of statement i's first claim.

    A dispute that the source itself records; what the editors' `checks` found to differ; a denial beside what it
    denies; different figures where a number was asked for; different dates where a date was. On two statements that the
    checks speak to they alone decide. `rarity` weighs the stems that two statements share.
    """
    found: dict[tuple[int, ...], str] = {}
    known = list(checks)
    for right, later in enumerate(statements):
        if later.dispute:
            for disputed in _disputed(statements, right):
                found[tuple(first[i] for i in (*disputed, right))] = later.found.document.title
            continue
        if later.differs_from is not None:
            text = max(i for i in range(right) if not statements[i].dispute and statements[i].differs_from is None)
            found[(first[text] + later.differs_from, first[right])] = ARTICLE_AND_RECORD
        for left, earlier in enumerate(statements[:right]):
            if earlier.dispute:
                continue
            spoken = list(relations(known, earlier, later))
            for one, other, relation in spoken:
                if relation == "differs":
                    found[(first[left] + one, first[right] + other)] = ARTICLE_AND_RECORD
            topic = None if spoken else _conflict(question, earlier, later, rarity)
            if topic:
                found.setdefault((first[left], first[right]), topic)
    return [Disagreement(topic=topic, claims=list(claims)) for claims, topic in found.items()]


def _disputed(statements: Sequence[Statement], dispute: int) -> list[list[int]]:
    """The statements that the dispute contradicts, those of each voice together: they do not contradict each other."""
    text = _flat(statements[dispute].found.passage.disputed_by)
    voices: dict[str, list[int]] = {}
    for position, item in enumerate(statements[:dispute]):
        if not item.dispute and _flat(item.found.passage.disputed_by) == text:
            voices.setdefault(item.voice, []).append(position)
    return list(voices.values())


def _flat(text: str | None) -> str:
    return (text or "").strip(" .").lower()


def _conflict(question: Question, one: Statement, other: Statement, rarity: Rarity) -> str | None:
    """In what two statements that no check speaks to contradict each other, if they do."""
    names = [_name(item) for item in (one, other)]
    documents = [item.found.document for item in (one, other)]
    if documents[0].id == documents[1].id and names[0] == names[1]:
        return None
    if names[0] != names[1] and _one_denies(one, other, rarity):
        return f"{names[0]} and {names[1]} contradict each other"
    later = names[0] == names[1] and documents[0].publisher == documents[1].publisher  # newer, of the same source
    counts = not later and (question.kind == "count" or bool(_ASKS_NUMBER.search(question.text)))
    dates = question.kind == "when" or bool(_ASKS_DATE.search(question.text))
    if not (counts or dates) or not _same_subject(question, one, other, rarity):
        return None
    if counts and _figures_differ(question, one, other):
        return FIGURES
    return DATES if dates and _dates_differ(one, other) else None


def _name(statement: Statement) -> str:
    """Who speaks: an outlet speaks for itself and not for its country."""
    document = statement.found.document
    return document.publisher if document.form == "text" else statement.voice


def _words(statement: Statement) -> str:
    return " ".join(" ".join(statement.quotes()).split())


@lru_cache(maxsize=1024)
def _subject(text: str) -> frozenset[str]:
    """The stems that say what a text is about: no dates, no numbers."""
    return frozenset(stem for stem in stems(_DATE.sub(" ", text)) if not stem[0].isdigit() and stem not in _WORTH)


def _same_subject(question: Question, one: Statement, other: Statement, rarity: Rarity) -> bool:
    """Whether two statements share much of the shorter, and speak to the same words of the question."""
    words, others = _subject(_words(one)), _subject(_words(other))
    both = words & others
    shorter = min(_weight(words, rarity), _weight(others, rarity))
    if len(both) < 2 or _weight(both, rarity) < SAME * shorter:
        return False
    asked = _subject(question.text) & (words | others)
    return _weight(asked & both, rarity) >= ASKED * _weight(asked, rarity)


def _weight(words: Iterable[str], rarity: Rarity) -> float:
    return sum(map(rarity, words))


def _one_denies(one: Statement, other: Statement, rarity: Rarity) -> bool:
    """Whether one of the two denies what the other asserts; what is asked of others is not asserted."""
    denials = [_denied(_words(item)) for item in (one, other)]
    if bool(denials[0]) == bool(denials[1]):
        return False
    denier, asserter = (one, other) if denials[0] else (other, one)
    text = _words(asserter)
    sentences = (text[start:end] for start, end in sentence_spans(text))
    asserted = _subject(" ".join(sentence for sentence in sentences if not _DEMANDS.search(sentence)))
    named = _names(denier, asserted)
    return any(
        _shared(denied.clause, asserted, rarity) >= DENIED
        and (len(denied.clause) > 2 or _shared(denied.sentence, asserted, rarity) > SAME)
        and (named or not (denied.accused or _names(denier, denied.clause)))  # else it speaks of its own part only
        for denied in denials[0] or denials[1]
    )


def _shared(words: frozenset[str], others: frozenset[str], rarity: Rarity) -> float:
    """The share of `words` that the others have; one word alone is no subject."""
    both = words & others
    return _weight(both, rarity) / _weight(words, rarity) if len(both) > 1 else 0.0


def _names(speaker: Statement, words: frozenset[str]) -> bool:
    """Whether the words name the voice of a statement: 'indian' names India."""
    names = tuple(stem for stem in stems(speaker.voice) if len(stem) > 2)
    return any(word.startswith(names) for word in words)


@lru_cache(maxsize=1024)
def _denied(text: str) -> list[_Denial]:
    """What each sentence denies; a demand, or to find another's denial not credible, denies nothing."""
    found = []
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        match = _DENIAL.search(sentence)
        if match is None or _REBUTS.search(sentence) or _DEMANDS.search(sentence[: match.start()]):
            continue
        clause = _ENDS_CLAUSE.split(sentence[match.start() :])[0]
        accused = bool(_ACCUSED.search(clause))
        found.append(_Denial(_subject(clause) - _EMPTY, _subject(sentence) - _EMPTY, accused))
    return found


def _figures_differ(question: Question, one: Statement, other: Statement) -> bool:
    """Whether both count the same thing, at a time that both may mean, and no figure of one fits one of the other."""
    texts = [_words(one), _words(other)]
    times = [_dates(_EDITION.sub(" ", text))[:1] for text in texts]
    if all(times) and not _may_be_same(times[0][0], times[1][0]):
        return False
    figures = [_figures(text) for text in texts]
    asked = _subject(question.text)
    about = [[figure for figure in every if figure.thing & asked] or every for every in figures]
    pairs = [(a, b) for a in about[0] for b in about[1] if _same_thing(a, b, texts)]
    return bool(pairs) and not any(a.low <= b.high and b.low <= a.high for a, b in pairs)


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
    flat = re.sub(r"\s?%|\bper cent\b", " percent", _DATE.sub("; ", text))
    for match in _FIGURE.finditer(flat):
        before = re.split(r"[.;,:]", flat[: match.start()])[-1]
        thing = _ENDS_THING.split(match["thing"])[0]
        if not thing.strip() or _LABEL.search(before):
            continue
        after = re.split(r"[.;,:]", flat[match.start("thing") :])[0]
        near = " ".join((*before.split()[-NEAR:], *after.split()[:NEAR]))
        names = frozenset(word for word in re.findall(r"[\w'’-]+", thing) if word[0].isupper())
        found.append(_Figure(*_range(match), frozenset(stems(thing)) - _EMPTY, _subject(near), names))
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
    times = _WORTH.get((scale or "").strip().lower(), 1.0)
    return times * (_WORTH.get(number.lower()) or float(number.replace(",", "")))


def _dates_differ(one: Statement, other: Statement) -> bool:
    """Whether no date of one may be a date of the other."""
    dates = [_event_dates(item) for item in (one, other)]
    return all(dates) and not any(_may_be_same(a, b) for a in dates[0] for b in dates[1])


def _event_dates(statement: Statement) -> list[_Date]:
    """When a statement says that it happened: the date that answers, or else the only one but for when it was said."""
    if answering := _dates(statement.answer):
        return answering
    text = _words(statement)
    tells = _TELLS.search(text)
    dates = _dates(text[tells.end() :] if tells else text)
    return dates if len(dates) == 1 else []


def _dates(text: str) -> list[_Date]:
    return [_date(match.groupdict()) for match in _DATE.finditer(text)]


def _date(given: Mapping[str, str | None]) -> _Date:
    year, month, day = (
        next((given[key] for key in sorted(given) if key[0] == part and given[key]), None) for part in "ymd"
    )
    number = None
    if month:
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    days = (int(day), int(given["to"] or day)) if day else None
    return _Date(int(year) if year else None, number, days)


def _may_be_same(one: _Date, other: _Date) -> bool:
    parts = ((one.year, other.year), (one.month, other.month))
    if any(None not in pair and pair[0] != pair[1] for pair in parts):
        return False
    if one.days is None or other.days is None:
        return True
    return one.days[0] <= other.days[1] and other.days[0] <= one.days[1]
