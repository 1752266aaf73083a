"""Other spellings of what a question names: the editors' glossary, and the nearest word that the corpus knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.corpus.vocabulary import Vocabulary
from assistant.index.keywords import stems

_WORD = re.compile(r"\w[\w'’-]*\w|\w")
ALSO_WORDS = frozenset({"US", "WHO", "IT", "AM", "NO", "SO", "AS", "ON", "OR"})  # acronyms only in capitals
# Words that ask, and name nothing that a small corpus would have to hold.
ASKING = frozenset(
    "many much long often old big large far say says said tell mean means name give list explain happen happened "
    "happens please know kind sort think about there".split()
)
MIN_LENGTH = 5  # shorter words have too many neighbours to be corrected


class Glossary:
    """Knows spellings and acronyms of one corpus."""

    def __init__(self, vocabulary: Vocabulary, words: Collection[str]) -> None:
        """`words` are the stems that stand in the corpus."""
        self._groups = [*vocabulary.names, *([short, long] for short, long in vocabulary.acronyms.items())]
        self._patterns = [re.compile(_any_of(group)) for group in self._groups]
        self._known = words
        self._words = sorted(word for word in words if len(word) >= MIN_LENGTH - 1 and word.isalpha())

    def expansions(self, question: str) -> list[str]:
        """The other spellings of the names and acronyms in `question`, and corrections of unknown words."""
        found: list[str] = []
        for group, pattern in zip(self._groups, self._patterns, strict=True):
            if pattern.search(question):
                found += [name for name in group if not re.search(_any_of([name]), question)]
        return list(dict.fromkeys(found + self._corrections(question)))

    def unknown_words(self, question: str) -> list[str]:
        """Words of the question, as typed, whose stem stands nowhere in the corpus."""
        unknown = []
        for word in _WORD.findall(question):
            stem = stems(word)
            if stem and word.lower() not in ASKING and not any(part in self._known for part in stem):
                unknown.append(word)
        return unknown

    def known_words(self, question: str) -> list[str]:
        """Words of the question, as typed, whose stem stands in the corpus."""
        return [word for word in _WORD.findall(question) if any(stem in self._known for stem in stems(word))]

    def uncorrected_words(self, question: str) -> list[str]:
        """Unknown words of the question that are no misspelling of a known one, nor another spelling of a name."""
        names = " ".join(name for group in self._groups for name in group).lower()
        return [
            word
            for word in self.unknown_words(question)
            if self._nearest(word) is None and not re.search(_any_of([word.lower()]), names)
        ]

    def _corrections(self, question: str) -> list[str]:
        nearest = (self._nearest(word) for word in self.unknown_words(question))
        return [word for word in nearest if word]

    def _nearest(self, word: str) -> str | None:
        """The stem of the corpus that an unknown word probably is, misspelt: one or two letters away."""
        if len(word) < MIN_LENGTH:
            return None
        stem = (stems(word) or [word.lower()])[0]
        allowed = 1 if len(stem) < 8 else 2
        best = process.extractOne(stem, self._words, scorer=OSA.distance, score_cutoff=allowed)
        return best[0] if best and best[0][0] == stem[0] else None


def _any_of(names: Sequence[str]) -> str:
    """Matches any of `names` as whole words, in any case but for acronyms that are also words."""
    each = (re.escape(name) if name in ALSO_WORDS else f"(?i:{re.escape(name)})" for name in names)
    return rf"(?<!\w)(?:{'|'.join(each)})(?!\w)"
