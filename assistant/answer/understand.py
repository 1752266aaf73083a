"""What a question asks for: its kind, the voices and the time that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answer.kind import ASKS, SEVERAL, Kind, asks, is_topic, kind_of
from assistant.answer.kind_model import Guess
from assistant.answer.reference import named_documents
from assistant.corpus.vocabulary import Vocabulary
from assistant.retrieve.followup import parts
from assistant.retrieve.timescope import TimeScope, time_scope
from assistant.schema import Document

_AND_ASKS = re.compile(r"\s\+\s|\band (?:did|was|were|is|are|has|have|could|can|would)\b", re.IGNORECASE)
_SAYS = re.compile(r"\bsa(?:y|id|ys)\b|\bposition|\bview", re.IGNORECASE)
_WHO = re.compile(r"\b(?:who|whom|whose|where)\b", re.IGNORECASE)
_LATEST = re.compile(
    r"\b(?:latest|newest|recent(?:ly)?(?! (?:years|decades))|current(?:ly)?|now(?! that)|nowadays|today|up to date"
    r"|at present|at the moment)\b|\bhow many\b.{0,80}\bare there\b",
    re.IGNORECASE,
)
# How probable it must be that several things of a kind are wanted, that two are, and that one or two are where the
# words say several; set on the development set and the tuning halves of our sets.
SEVERAL_LEAST, TWO_LEAST, FEW_LEAST = 0.4, 0.35, 0.85


@dataclass(frozen=True)
class Question:
    """A standalone question, read."""

    text: str
    asked: str
    """The part that says what kind of answer is wanted; the whole but for a follow-up."""
    kind: Kind
    voices: tuple[str, ...]
    time: TimeScope
    latest: bool
    """Whether it asks how things stand now, and for no time that is over."""
    asks_twice: bool
    """Whether it asks for two different things: "how many, and where?"."""
    documents: frozenset[str] = frozenset()

    @property
    def wants_span(self) -> bool:
        """Whether a person, a place, a date or a number answers it."""
        return self.kind in {"count", "when"} or (self.kind != "definition" and bool(_WHO.search(self.asked)))


def read_question(
    text: str,
    vocabulary: Vocabulary,
    documents: Iterable[Document] = (),
    guess: Guess | None = None,
) -> Question:
    """What `text` asks for. Voices are named in the order of the question; `documents` are those it may name.

    A follow-up, with what it refers to behind it, asks in its own words; what they leave open, what it follows says.
    `guess` tells what is wanted from the part that asks and the kind that its words say; without it, words alone tell.
    """
    own, *before = parts(text)
    asked = next((part for part in parts(text) if asks(part, vocabulary)), own)
    kind: Kind = kind_of(asked, vocabulary) or ("topic" if not before and is_topic(own) else "fact")
    everyone = named_voices(text, vocabulary)
    voices = named_voices(own, vocabulary) or everyone
    if kind in {"fact", "yes/no", "explain"} and len(voices) > 1 and _SAYS.search(asked):
        kind = "compare"
    twice = _asks_twice(asked)
    if guess is not None and kind != "topic":
        wanted = guess(asked, kind)
        likely = max(SEVERAL, key=lambda several: wanted[several])
        if wanted[likely] >= max(SEVERAL_LEAST, wanted["one"]):
            kind = likely
        elif kind in SEVERAL and wanted["one"] + wanted["two"] >= FEW_LEAST:
            kind = kind_of(asked, vocabulary, SEVERAL) or "fact"
        twice = wanted["two"] >= TWO_LEAST
    now = bool(_LATEST.search(own))
    time = time_scope(own) or (TimeScope() if now else time_scope(text))
    known = list(documents)
    return Question(
        text=text,
        asked=asked,
        kind=kind,
        voices=everyone if kind == "compare" else voices,
        time=time,
        latest=(now or bool(_LATEST.search(asked))) and not time.ends,
        asks_twice=twice,
        documents=named_documents(own, known) or named_documents(text, known),
    )


def _asks_twice(asked: str) -> bool:
    return max(len(ASKS.findall(asked)) + len(_AND_ASKS.findall(asked)), asked.count("?")) > 1


def named_voices(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The perspectives that `text` names, by their label or an alias of the corpus's vocabulary, in its order."""
    return tuple(voice_places(text, vocabulary))


def voice_places(text: str, vocabulary: Vocabulary) -> dict[str, int]:
    """Where `text` first names each perspective, in its order."""
    places: dict[str, int] = {}
    for label in vocabulary.perspectives:
        for name in (label, *vocabulary.aliases.get(label, [])):
            match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, 0 if name.isupper() else re.IGNORECASE)
            if match:
                places[label] = min(match.start(), places.get(label, match.start()))
    return dict(sorted(places.items(), key=lambda item: item[1]))
