"""Names in a text, and whether two names mean the same: other spellings, nationalities, acronyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.corpus.dates import MONTHS

_CAPITAL = re.compile(r"\b[A-Z][\w’'-]*(?:\.[A-Z]\.?)*")
_RUN = re.compile(
    r"\b[A-ZÀ-Þ][\w'’]*(?:(?:[\s-]+(?:(?:of|the|for|and|on|in|to|al|i|e|ul)[\s-]+){0,2})[A-ZÀ-Þ][\w'’]*)+"
)
_SMALL = frozenset("of the for and on in to al i e ul".split())
# Words that begin a sentence, hold an office or name a day, and so are no names by themselves.
_PLAIN = frozenset(
    """a about according after all almost also although among an and another any around as at because before between
    both but by despite during each eight eighty either every few fewer fifteen fifty five following for forty four from
    he her here his how however hundreds i if in instead it its last later less many men more moreover most much nearly
    neither nine no nobody none nor not nothing now of on once one only or other others our over people per roughly
    seven several she since six sixty so some still such ten than that the their then there these they this those
    thousands three through thus to twelve twenty two under unlike until up we what when where whether which while who
    whose with within without women yet you half
    ambassador chairman chief commander director foreign general governor head king leader member members minister
    ministry mr mrs ms officials permanent president prime prince representative secretary senior special spokesman
    spokesperson spokeswoman state states
    monday tuesday wednesday thursday friday saturday sunday""".split()
) | {month.lower() for month in MONTHS}
_COMMON_ENDING = re.compile(r"(?:s|ed|ing|ly|ion|ment|ness|ity|ence|ance|ers?|ors?)\Z")
_NATION = re.compile(r"(?:ese|ish|ians?|ans?|ia|is?|a|s)\Z")
# Names that no spelling rule joins.
_SAME = [
    frozenset(f" {name} " for name in group.split("|"))
    for group in (
        "us|usa|america|american|americans|united states|washington",
        "uk|britain|british|united kingdom|great britain",
        "un|united nations",
        "eu|european union",
        "isil|isis|daesh|islamic state|da esh",
        "france|french|paris",
        "netherlands|dutch|holland",
        "spain|spanish",
        "germany|german|berlin",
        "greece|greek",
        "switzerland|swiss",
    )
]


@dataclass(frozen=True)
class Name:
    """One word of a name, standing at `start:end`; `opens` where it begins a sentence and may be no name."""

    word: str
    start: int
    end: int
    phrase: int
    opens: bool = False


def names(text: str, elsewhere: Iterable[str] = ()) -> list[Name]:
    """The words of the names in a text. A sentence's first word counts where nothing says that it is a common one.

    `elsewhere` holds the lower-case words of other texts: a first word that stands there is no name.
    """
    lower = set(re.findall(r"\b[a-z][\w’'-]+", text)) | set(elsewhere)
    found: list[Name] = []
    phrase, last = 0, -9
    for match in _CAPITAL.finditer(text):
        opens = not re.search(r"[\w,;)’'\"”–—-]\s*\Z", text[: match.start()])
        phrase += text[last : match.start()].strip(" ") != "" if last >= 0 else 0
        last = match.end()
        for word in re.split(r"[-–]", _bare(match[0])):
            plain = word in _PLAIN or len(word) < 2
            if plain or (opens and not match[0].isupper() and (word in lower or _COMMON_ENDING.search(word))):
                continue
            found.append(Name(word, match.start(), match.end(), phrase, opens and not match[0][1:2].isupper()))
    return found


def missing(wanted: Sequence[Name], claim: str, text: str, groups: Sequence[frozenset[str]] = ()) -> list[Name]:
    """Those of the claim's names that a text does not hold, under any spelling that is known or can be guessed.

    `groups` holds further names of one and the same thing, each as `flat` makes it.
    """
    if not wanted:
        return []
    there = {_bare(word) for word in re.findall(r"[\w’']+", text)}
    there |= acronyms(text).keys() | {
        word for letters, words in acronyms(claim).items() if letters in there for word in words
    }
    there |= _told_otherwise(flat(claim), flat(text), [*_SAME, *groups])
    return [name for name in wanted if name.word not in there and not any(same(name.word, other) for other in there)]


def _told_otherwise(claim: str, text: str, groups: Iterable[frozenset[str]]) -> set[str]:
    """The words of the claim's names for which the text has another name of the same group."""
    words: set[str] = set()
    for group in groups:
        named = [name for name in group if name in claim]
        if named and any(name in text for name in group):
            words.update(word for name in named for word in name.split())
    return words


def acronyms(text: str) -> dict[str, set[str]]:
    """The initials of every run of capitalised words, and the words."""
    found: dict[str, set[str]] = {}
    for run in _RUN.findall(text):
        words = [_bare(word) for word in re.split(r"[\s-]+", run) if word.lower() not in _SMALL]
        for start in range(len(words)):
            for end in range(start + 2, min(len(words), start + 7) + 1):
                found.setdefault("".join(word[0] for word in words[start:end] if word), set()).update(words[start:end])
    return found


@lru_cache(maxsize=20_000)
def same(one: str, other: str) -> bool:
    """Whether two lower-case words spell one name: Pakistan and Pakistani, Mehsud and Mahsud."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 3:
        return False
    if long.startswith(short) and len(short) >= 4 and long[len(short) :] in _ADDED:
        return True
    if len(short) >= 4 and _NATION.sub("", one) == _NATION.sub("", other) and one[:3] == other[:3]:
        return True
    return len(short) >= 5 and len(long) - len(short) <= 2 and _skeleton(one) == _skeleton(other)


_ADDED = frozenset("i s n an ian ese ish is ns stan istan".split())


def _skeleton(word: str) -> str:
    """The consonants of a word as transliterations share them."""
    spelt = word.replace("q", "k").replace("ph", "f").replace("kh", "h").replace("v", "w")
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouy'’]", "", spelt))


@lru_cache(maxsize=2000)
def flat(text: str) -> str:
    """The lower-case words of a text, without accents, each between spaces."""
    words = [_bare(word) for word in re.findall(r"[\w’']+", text)]
    return f" {' '.join(words)} "


def _bare(word: str) -> str:
    return re.sub(r"['’]s?\Z", "", _plain(word)).replace(".", "")


@lru_cache(maxsize=2000)
def _plain(text: str) -> str:
    """Lower case, without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
