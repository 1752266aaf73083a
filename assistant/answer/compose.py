"""Statements to claims with numbered citations, and claims to prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.statements import Statement
from assistant.answer.voice import quoted, unmarked
from assistant.retrieve.search import source_fields
from assistant.schema import Citation, Claim


def claims_of(statements: Sequence[Statement]) -> list[list[Claim]]:
    """The claims of each statement: one for each span it quotes. One span, one number."""
    numbers: dict[tuple[str, int, int], int] = {}
    return [
        [
            _claim(statement, position, numbers)
            for position in range(len(statement.spans))
        ]
        for statement in statements
    ]  # fmt: skip


def prose(statements: Sequence[Statement], claims: Sequence[Sequence[Claim]]) -> str:
    """The answer in Markdown: a paragraph for one statement, a list for several, disputes beside what they dispute.

    A voice that goes on in the same document is named once.
    """
    blocks: list[str] = []
    speaking = ""
    for statement, own in zip(statements, claims, strict=True):
        said = [_marked(claim, _sentence(statement, span)) for claim, span in zip(own, statement.spans, strict=True)]
        if len(said) > 1:
            blocks.append("\n".join([statement.lead.rstrip(), *(f"  - {item}" for item in said)]))
        elif statement.dispute and blocks:
            blocks[-1] += f" *{statement.lead.rstrip()}* {said[0]}"
        elif statement.lead == speaking:
            blocks[-1] += f" {said[0]}"
        else:
            blocks.append(statement.lead + said[0])
        speaking = statement.lead if len(said) == 1 and not statement.dispute else ""
    if len(blocks) == 1:
        return blocks[0]
    return "\n".join(f"- {block}" for block in blocks)


def _claim(statement: Statement, position: int, numbers: dict[tuple[str, int, int], int]) -> Claim:
    start, end = statement.spans[position]
    document, passage = statement.found.document, statement.found.passage
    number = numbers.setdefault((document.id, start, end), len(numbers) + 1)
    source = source_fields(document, passage, start, end).model_dump()
    if statement.dispute:
        source |= {"speaker": statement.voice, "disputed_by": None}
    return Claim(
        text=statement.lead.replace("**", "") + quoted(document, document.text[start:end]),
        perspective=statement.voice,
        verdict="supported",
        support=1.0,  # the claim is the quote
        citations=[Citation(number=number, **source)],
    )


def _marked(claim: Claim, sentence: str) -> str:
    return sentence + "".join(f" [{citation.number}]" for citation in claim.citations)


def _sentence(statement: Statement, span: tuple[int, int]) -> str:
    """The quoted span as prose shows it, with the words that answer in bold where they stand in it."""
    document, (start, end) = statement.found.document, span
    sentence = unmarked(quoted(document, document.text[start:end]))
    if statement.answer is None or not (start <= statement.answer[0] and statement.answer[1] <= end):
        return sentence
    if "*" in sentence:  # the source's own asterisks would run into ours
        return sentence
    parts = document.text[start : statement.answer[0]], statement.answering()
    before, words = (unmarked(re.sub(r"\s+", " ", part)) for part in parts)
    return sentence.replace(before + words, f"{before}**{words}**", 1)
