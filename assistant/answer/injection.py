"""Texts that tell whoever answers what to say. They assert nothing: they are found and shown, but never stated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.quote import introduction
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
_INSTRUCTION = re.compile(rf"(?:^|[.!?:;>\])\n]|[\"“”*#])\s*(?:please,? )?(?:{'|'.join(_COMMAND)})", re.IGNORECASE)


def without_instructions(found: Sequence[Found]) -> list[Found]:
    """The passages that, with the words that introduce them, tell nobody what to answer; in their order."""
    return [item for item in found if not any(_INSTRUCTION.search(words) for words in _stated(item))]


def _stated(item: Found) -> list[str]:
    """The words of a passage, and those that a text is quoted with because they introduce it."""
    document, passage = item.document, item.passage
    introduced = introduction(document, passage.start) if document.form != "brief" else None
    return [passage.text, *([document.text[slice(*introduced)]] if introduced else [])]
