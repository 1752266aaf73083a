"""Whether one of two statements denies what the other asserts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer.disagree_subject import EMPTY, SAME, Rarity, subject, weight
from assistant.answer.statements import Statement
from assistant.index.keywords import stems
from assistant.index.sentences import sentence_spans

DENIED = 0.5  # share of the words that are denied, weighed by rarity, that the other must have

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


@dataclass(frozen=True)
class _Denial:
    """The stems of what is denied and of the whole sentence, and whether it answers an accusation."""

    clause: frozenset[str]
    sentence: frozenset[str]
    accused: bool


def one_denies(one: Statement, other: Statement, rarity: Rarity) -> bool:
    """Whether one of the two denies what the other asserts; what is asked of others is not asserted."""
    denials = [_denied(item.words()) for item in (one, other)]
    if bool(denials[0]) == bool(denials[1]):
        return False
    denier, asserter = (one, other) if denials[0] else (other, one)
    text = asserter.words()
    sentences = (text[start:end] for start, end in sentence_spans(text))
    asserted = subject(" ".join(sentence for sentence in sentences if not _DEMANDS.search(sentence)))
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
    return weight(both, rarity) / weight(words, rarity) if len(both) > 1 else 0.0


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
        found.append(_Denial(subject(clause) - EMPTY, subject(sentence) - EMPTY, accused))
    return found
