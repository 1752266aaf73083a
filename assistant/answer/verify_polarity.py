"""What a text denies and who says it: the words under a negation, and the speakers of reporting verbs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.corpus.dates import MONTHS

WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
# Words without content of their own.
_FUNCTION = frozenset(
    """a about above after again all also am an and any are around as at be because been before being below between both
    but by can could did do does doing down during each either every few for from further had has have having he her
    here hers him his how i if in into is it its itself just may me might more most much must my of off on once only or
    other our out over own same shall she should so some still such than that the their them then there these they this
    those through to too under until up upon very was we were what when where which while who whom whose why will with
    would you your yet not no never none neither nor without cannot don doesn didn isn aren wasn weren won wouldn hasn
    haven hadn ever s t
    said says say according reportedly one since""".split()
)
_NOT = (
    r"\bno(?!\.\s*\d|t\s+only|\s+longer\s+than|\s+doubt|\s+(?:less|fewer)\s+than)(?:t|ne|body|thing)?\b(?!\s+only)|\bcannot\b"
    r"|\w+n['’]t\b|\bnever\b|\bneither\b|\bnor\b|\bwithout\b|\bunable\b|\black(?:s|ed)?\b|\bfail(?:s|ed)?\s+to\b"
)
_DENY = (
    r"\b(?:den(?:y|ies|ied|ying|ials?)|reject(?:s|ed|ing)?|refut(?:es?|ed|ing)|dismiss(?:es|ed|ing)?|refus(?:es?|ed|ing)"
    r"|bar(?:s|red|ring)|ban(?:s|ned|ning)|prohibit(?:s|ed|ing|ions?)?|forbid(?:s|den)?|forbade|prevent(?:s|ed|ing)?"
    r"|rul(?:es?|ed|ing) out)\b"
)
_AFTER = r"\b(?:false|untrue|baseless|unfounded)\b"
_CUE = re.compile(rf"(?P<no>{_NOT})|(?P<deny>{_DENY})|(?P<after>{_AFTER})", re.IGNORECASE)
_STOP = re.compile(r"[;:—()]|\s[–-]\s|,?\s(?:but|while|whereas|although|though|because)\s|,\s(?:and|which|who)\s", re.I)
_COMMA = re.compile(r",")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|be)\s+(?:(?:\w+ly|also|again|now|still|even|then)\s+)*\Z", re.IGNORECASE
)
_WHEN = re.compile(rf"\d{{1,4}}|{'|'.join(MONTHS)}", re.IGNORECASE)
REACH = 6  # content words that a negation covers
_SAYS = (
    r"sa(?:ys?|id)|tells?|told|reported|reports?\s+that|announce[sd]?|stated|states?\s+that|argue[sd]?|claim(?:s|ed)|insist(?:s|ed)?"
    r"|den(?:y|ies|ied)|reject(?:s|ed)|accuse[sd]?|warn(?:s|ed)?|confirm(?:s|ed)?|added|adds|noted|notes\s+that|stress(?:es|ed)"
    r"|asserts?|asserted|alleg(?:es?|ed)|declare[sd]?|explain(?:s|ed)|acknowledge[sd]?|admit(?:s|ted)?|estimate[sd]"
    r"|counted|found|concluded|wrote|writes|recorded|maintain(?:s|ed)|complained|called|calls|put"
)
_SPEECH = re.compile(rf"(?<![-\w])(?P<verb>{_SAYS})\b", re.IGNORECASE)
_ACCORDING = re.compile(
    r"\b(?:according to|in the words of|as (?:reported|stated|told) by)\s+(?P<who>[^,;:]+)", re.IGNORECASE
)
_BE = re.compile(r"\b(?:is|are|was|were|been|being|be|to|not|so|has|have)[\s-]+(?:\w+ly\s+)?\Z", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:—,()]|\b(?:and|but|while|that|which|who|as)\b", re.IGNORECASE)
REPORTS = re.compile(
    rf"{_CUE.pattern}|(?<![-\w])(?:{_SAYS}|according to|whether|if|unless|alleged\w*|rumou?r\w*)\b", re.I
)


@dataclass(frozen=True)
class Word:
    """A content word and where it stands."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True)
class Scope:
    """What one negation covers."""

    cue: str
    start: int
    end: int
    stems: tuple[str, ...]
    strong: bool


@dataclass(frozen=True)
class Speaker:
    """Who is said to say it, as it stands at `start:end`; `upto` is the end of the verb."""

    words: str
    start: int
    end: int
    upto: int


def content(text: str) -> list[Word]:
    """The content words of a text, stemmed."""
    return [
        Word(_stem(match[0].lower()), match.start(), match.end())
        for match in WORD.finditer(text)
        if match[0].lower() not in _FUNCTION
    ]


def scopes(text: str) -> list[Scope]:
    """The negations of a text with the stems that each covers: what follows, or stands before a passive."""
    words = [word for word in content(text) if not _WHEN.fullmatch(text[word.start : word.end])]
    found = []
    for cue in _CUE.finditer(text):
        before = cue["after"] or (cue["deny"] and _PASSIVE.search(text[: cue.start()]))
        stems = _covered(text, words, cue, backwards=bool(before))
        if cue["deny"] and before:
            stems += _covered(text, words, cue, backwards=False)
        if cue["no"] and not stems:
            stems = _covered(text, words, cue, backwards=True)
        found.append(Scope(cue[0], cue.start(), cue.end(), stems, bool(cue["no"])))
    return found


def flipped(claim: str, text: str) -> list[Scope]:
    """The negations of either text that cover words which the other asserts."""
    mine, theirs = scopes(claim), scopes(text)
    ours, others = {word.stem for word in content(claim)}, {word.stem for word in content(text)}
    return [scope for scope in mine if _asserted(scope, others, mine, theirs)] + [
        scope for scope in theirs if _asserted(scope, ours, theirs, mine)
    ]


def speakers(text: str) -> list[Speaker]:
    """Whoever is named before a reporting verb, or after "according to"."""
    found = [Speaker(m["who"], m.start(), m.end(), m.end()) for m in _ACCORDING.finditer(text)]
    for verb in _SPEECH.finditer(text):
        before = text[: verb.start()]
        if _BE.search(before):
            continue
        begin = max([0, *(m.end() for m in _CLAUSE.finditer(before.rstrip(" ,")))])
        subject = text[begin : verb.start()]
        if WORD.search(subject):
            found.append(Speaker(subject.strip(" ,"), begin, verb.start(), verb.end()))
    return found


def _covered(text: str, words: list[Word], cue: re.Match[str], backwards: bool) -> tuple[str, ...]:
    stop = _stops(text, cue)
    if backwards:
        left = max([0, *(end for start, end in stop if end <= cue.start())])
        return tuple(word.stem for word in words if left <= word.start < cue.start())[-REACH:]
    right = min([len(text), *(start for start, end in stop if start >= cue.end())])
    return tuple(word.stem for word in words if cue.end() <= word.start < right)[:REACH]


def _stops(text: str, cue: re.Match[str]) -> list[tuple[int, int]]:
    found = [match.span() for match in _STOP.finditer(text)]
    if cue["no"] and cue[0].lower() not in {"neither", "without"}:
        found += [match.span() for match in _COMMA.finditer(text)]
    return found


def _asserted(scope: Scope, others: set[str], mine: list[Scope], theirs: list[Scope]) -> bool:
    """Whether most of what the scope covers stands in the other text, under another number of negations."""
    shared = [stem for stem in scope.stems if stem in others]
    if len(shared) < (1 if scope.strong else 2) or len(shared) < 0.5 * len(scope.stems) or scope.stems[0] not in others:
        return False
    if len(mine) == len(theirs) and any(len(set(scope.stems) & set(other.stems)) >= 2 for other in theirs):
        return False  # both deny it, in another order of words
    odd = [stem for stem in shared if _depth(stem, mine) != _depth(stem, theirs)]
    return len(odd) > len(shared) / 2


def _depth(stem: str, found: list[Scope]) -> int:
    return sum(stem in scope.stems for scope in found) % 2


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word.removesuffix("'s").removesuffix("’s")))


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


_OPPOSED = [
    tuple(frozenset(_stem(word) for word in side.split()) for side in pair.split("|"))
    for pair in (
        "rise rose risen increase grow grew growth climb gain|fall fell fallen decrease decline drop shrink shrank",
        "open reopen|close shut",
        "support back endorse welcome|oppose condemn criticise criticize",
        "accept approve agree|reject refuse",
        "allow permit authorise authorize let|ban bar forbid prohibit",
        "better improve stable|worse worsen deteriorate unstable",
        "majority|minority",
        "legal lawful|illegal unlawful",
        "win won|lose lost",
        "more|less fewer",
        "before|after",
        "increase expand|reduce cut",
        "arrive enter|leave depart",
        "high higher highest|low lower lowest",
    )
]
_DIRECTION = frozenset(stem for pair in _OPPOSED for side in pair for stem in side)


def opposed(claim: str, text: str) -> list[tuple[Word, str]]:
    """The claim's words whose opposite the text has in their place."""
    mine, theirs = _directions(claim), _directions(text)
    ours, others = {word.stem for word in mine}, {word.stem for word in theirs}
    found = []
    for word in mine:
        for pair in _OPPOSED:
            for here, there in ((pair[0], pair[1]), (pair[1], pair[0])):
                other = next((item for item in theirs if item.stem in there), None)
                if word.stem in here and not others & here and not ours & there and other:
                    found.append((word, text[other.start : other.end]))
    return found


def _directions(text: str) -> list[Word]:
    words = [Word(_stem(match[0].lower()), match.start(), match.end()) for match in WORD.finditer(text)]
    return [word for word in words if word.stem in _DIRECTION]
