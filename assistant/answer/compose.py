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
        before = _introduction(statement, own[0])
        if len(said) > 1:
            blocks.append("\n".join([(statement.lead + before).rstrip(), *(f"  - {item}" for item in said)]))
        elif statement.dispute and blocks:
            blocks[-1] += f" *{statement.lead.rstrip()}* {said[0]}"
        elif statement.lead == speaking:
            blocks[-1] += f" {before}{said[0]}"
        else:
            blocks.append(statement.lead + before + said[0])
        speaking = statement.lead if len(said) == 1 and not statement.dispute else ""
    if len(blocks) == 1:
        return blocks[0]
    return "\n".join(f"- {block}" for block in blocks)


def _claim(statement: Statement, position: int, numbers: dict[tuple[str, int, int], int]) -> Claim:
    places = [*([statement.introduced] if statement.introduced else []), statement.spans[position]]
    citations = [_citation(statement, place, numbers) for place in places]
    words = [quoted(statement.found.document, citation.quote) for citation in citations]
    return Claim(
        text=statement.lead.replace("**", "") + " ".join(words),
        perspective=statement.voice,
        verdict="supported",
        support=1.0,  # the claim is the quote
        citations=citations[::-1],  # first what is claimed, then the words that introduce it
    )


def _citation(statement: Statement, place: tuple[int, int], numbers: dict[tuple[str, int, int], int]) -> Citation:
    document, passage = statement.found.document, statement.found.passage
    number = numbers.setdefault((document.id, *place), len(numbers) + 1)
    source = source_fields(document, passage, *place).model_dump()
    if statement.dispute:
        source |= {"speaker": statement.voice, "disputed_by": None}
    return Citation(number=number, **source)


def _introduction(statement: Statement, claim: Claim) -> str:
    """The words that introduce a statement's spans, with their number; nothing where none do."""
    if statement.introduced is None:
        return ""
    introduction = claim.citations[-1]
    return f"{unmarked(quoted(statement.found.document, introduction.quote))} [{introduction.number}] "


def _marked(claim: Claim, sentence: str) -> str:
    return f"{sentence} [{claim.citations[0].number}]"


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
