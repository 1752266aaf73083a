"""Texts that tell whoever answers what to say. They assert nothing: they are found and shown, but never stated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.retrieve.search import Found

# The ways in which planted instructions address the one who answers (Greshake et al. 2023, "Not what you've signed up
# for: compromising real-world LLM-integrated applications with indirect prompt injection").
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.]{0,40}\b(?:instructions?|prompts?)\b"
    r"|\b(?:ignore|disregard|forget)\b[^.]{0,40}\b(?:other|previous|prior) sources?\b"
    r"|\b(?:when|if) (?:you are )?asked\b[^.]{0,80}, (?:you (?:must|should) )?(?:say|answer|reply|respond|state)\b"
    r"|\byou (?:are (?:now )?an? (?:AI|assistant)|must (?:answer|say|reply|respond|cite))\b"
    r"|\b(?:always|only) cite this\b|\bcite this (?:article|source|document|passage) (?:for|as)\b",
    re.IGNORECASE,
)


def without_instructions(found: Sequence[Found]) -> list[Found]:
    """The passages that tell nobody what to answer, in their order."""
    return [item for item in found if not _INSTRUCTION.search(item.passage.text)]
