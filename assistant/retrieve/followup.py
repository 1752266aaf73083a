"""A follow-up rewritten as a question that stands by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.errors import InputError
from assistant.index.keywords import stems
from assistant.schema import Turn

_REFERS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then|the same|"
    r"such|one|ones|former|latter|else|others?|instead|too|also|either|neither)\b",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"^\W*(?:and|but|so|or|also|then|what about|how about|what if|since when|who else|what else)\b"
    r"|^\W*(?:why|where|when|how|who)\W*$",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"\W*(?:\b(?:thanks?|thx|cheers|ok|okay|great|good|hello|hi|hey|bye|goodbye|you|many|very|much|so|a lot|again)\b"
    r"\W*)+",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)(?<![.?!]\s)\b[A-Z][\w-]{2,}")
_DEFINES = re.compile(r"\W*(?:who|what|where)(?:['’]s| is| are| was| were) \w", re.IGNORECASE)
_LEAVES_OUT = re.compile(
    r"\b(?:say|said|respond|reply|react|vote|abstain|think|deny|agree|answer|object|want|do|mean)\W*$", re.IGNORECASE
)
REGARD = " – with regard to:"  # before what a follow-up refers to
_AND = " / "  # between the two questions that it refers to, the older one first
SHORT = 4  # a question with fewer words that tell leans on the one before
ELLIPTIC = 6  # and one that leaves out what was said or voted on, with fewer than these; set by hand


def as_turns(history: Sequence[str | Turn | Mapping[str, str]], max_question_chars: int | None = None) -> list[Turn]:
    """The history as turns; plain strings are earlier user questions, of which no more is read than of a question.

    Thanks and greetings are left out. Raises InputError.
    """
    turns = []
    for item in history:
        if isinstance(item, Turn):
            turns.append(item)
        elif isinstance(item, str):
            turns.append(Turn(text=item))
        elif isinstance(item, Mapping) and isinstance(item.get("text"), str):
            role = item.get("role", "user")
            if role not in {"user", "assistant"}:
                raise InputError(f"history: role '{role}' is neither 'user' nor 'assistant'.")
            turns.append(Turn(role="user" if role == "user" else "assistant", text=item["text"]))
        else:
            raise InputError("history: each turn is a question (text) or {role, text}.")
    said = [_cut(turn, max_question_chars) for turn in turns if turn.text.strip()]
    return [turn for turn in said if turn.role != "user" or not is_courtesy(turn.text)]


def depends_on_history(question: str) -> bool:
    """Whether a question needs the one before: it refers back, goes on, or says too little by itself."""
    if is_courtesy(question):
        return False
    enough = ELLIPTIC if _LEAVES_OUT.search(question) else SHORT
    return (len(stems(question)) < enough and len(_NAME.findall(question)) < 2) or _points_back(question)


def may_stand_alone(question: str) -> bool:
    """Whether a question names what it is about and leaves nothing out, so that it may be new and just short."""
    named = _NAME.search(question) or _DEFINES.match(question)
    return bool(named) and not (_points_back(question) or _LEAVES_OUT.search(question))


def _points_back(question: str) -> bool:
    return bool(_CONTINUES.search(question)) or (bool(_REFERS.search(question)) and len(stems(question)) < 3 * SHORT)


def is_courtesy(question: str) -> bool:
    """Whether nothing is asked: thanks, greetings."""
    return _COURTESY.fullmatch(question) is not None


def standalone_question(question: str, turns: Sequence[Turn]) -> str:
    """The question with what it refers to; itself where it needs no history.

    What is added are the words of the last question that stood by itself (and of the one before, where that leaned on
    it too), so that the reader sees how the follow-up was understood.
    """
    before = leaned_on(turns) if depends_on_history(question) else []
    if not before:
        return question
    topic = _AND.join(_without_mark(earlier) for earlier in before)
    return f"{_without_mark(question)}{REGARD} {topic}?"


def leaned_on(turns: Sequence[Turn]) -> list[str]:
    """The last question, and before it, where that leaned on one too, the last that stood by itself; oldest first."""
    needed: list[str] = []
    for turn in reversed(turns):
        if turn.role == "user":
            needed.append(" ".join(turn.text.split()))
            if not depends_on_history(needed[-1]):
                break
    return needed if len(needed) < 2 else [needed[-1], needed[0]]


def parts(standalone: str) -> list[str]:
    """A standalone question taken apart again: what was asked, and then what it refers to, the newest first."""
    asked, _, before = standalone.partition(REGARD)
    return [asked, *(part.strip() for part in reversed(before.split(_AND)) if part.strip())]


def _cut(turn: Turn, max_chars: int | None) -> Turn:
    """The turn; of a question no more than its first `max_chars` characters."""
    if turn.role != "user" or max_chars is None:
        return turn
    return turn.model_copy(update={"text": " ".join(turn.text.split())[:max_chars]})


def _without_mark(question: str) -> str:
    return question.rstrip(" ?!.")
