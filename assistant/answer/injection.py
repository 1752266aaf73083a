"""Texts that tell whoever answers what to say. They assert nothing: they are found and shown, but never stated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.retrieve.search import Found

# Commands at the head of a sentence, as planted instructions give them (Greshake et al. 2023, "Not what you've signed
# up for: compromising real-world LLM-integrated applications with indirect prompt injection"; Perez and Ribeiro 2022,
# "Ignore previous prompt"). Who reports that somebody was told to ignore instructions gives none.
_COMMAND = (
    r"(?:ignore|disregard|forget|override)\b[^.]{0,40}\b(?:instructions?|prompts?|sources|(?:said|written) above)\b",
    r"(?:new|updated|system) (?:instructions?|prompt):",
    r"you are (?:now )?an? (?:AI|assistant|language model|chatbot)\b",
    # "When asked, State Department officials ..." and "If asked to leave, say the elders, ..." are news.
    r"(?:when|if) (?:you are )?asked\b[^.]{0,80}, "
    r"(?:you (?:must|should) (?:say|answer|reply|respond|state)\b"
    r"|(?:say|answer|reply|respond|state)(?: (?:that|it|there|yes|no|only|with|nothing)\b|:| ?[\"'“‘]))",
    r"(?:always|only) cite this\b",
)
BEFORE = 500  # characters before a passage in which the paragraph that introduces it is looked for
_INSTRUCTION = re.compile(rf"(?:^|[.!?:;>\])\n]|[\"“”*#])\s*(?:please,? )?(?:{'|'.join(_COMMAND)})", re.IGNORECASE)


def without_instructions(found: Sequence[Found]) -> list[Found]:
    """The passages that tell nobody what to answer, in their order."""
    return [item for item in found if not _INSTRUCTION.search(item.passage.text) and not _introduced_by_one(item)]


def _introduced_by_one(item: Found) -> bool:
    """Whether the paragraph just before ends in a colon, so that the passage is quoted with it, and is a command."""
    before = item.document.text[max(0, item.passage.start - BEFORE) : item.passage.start].rstrip()
    return before.endswith(":") and _INSTRUCTION.search(before.rpartition("\n\n")[2]) is not None
