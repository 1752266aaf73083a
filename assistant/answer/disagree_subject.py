"""What two statements are about: the stems that they share, weighed by rarity."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from assistant.answer.disagree_dates import without_dates
from assistant.answer.statements import Statement
from assistant.answer.understand import Question
from assistant.index.keywords import stems

Rarity = Callable[[str], float]

SAME = 0.3  # share of the shorter statement's words, weighed by rarity, that the other must have; set by hand
ASKED = 0.7  # the same of the words of the question to which either of two statements speaks
EMPTY = frozenset(  # stems that say nothing of the subject
    "deni denial reject dismiss refut contradict claim accus alleg charg report critic fals baseless may can would ani"
    " were had have been than".split()
)
SMALL = "two three four five six seven eight nine ten eleven twelve".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORTH: dict[str, float] = {word: value for value, word in enumerate(SMALL, start=2)}
WORTH |= {word: 10 * value for value, word in enumerate(TENS, start=2)}
WORTH |= {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}


@lru_cache(maxsize=1024)
def subject(text: str) -> frozenset[str]:
    """The stems that say what a text is about: no dates, no numbers."""
    return frozenset(stem for stem in stems(without_dates(text)) if not stem[0].isdigit() and stem not in WORTH)


def same_subject(question: Question, one: Statement, other: Statement, rarity: Rarity) -> bool:
    """Whether two statements share much of the shorter, and speak to the same words of the question."""
    words, others = subject(one.words()), subject(other.words())
    both = words & others
    shorter = min(weight(words, rarity), weight(others, rarity))
    if len(both) < 2 or weight(both, rarity) < SAME * shorter:
        return False
    asked = subject(question.text) & (words | others)
    return weight(asked & both, rarity) >= ASKED * weight(asked, rarity)


def weight(words: Iterable[str], rarity: Rarity) -> float:
    """How much some stems weigh together."""
    return sum(map(rarity, words))
