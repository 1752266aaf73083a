"""Statements to claims with numbered citations, and claims to prose."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.statements import Statement
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
        if len(own) > 1:
            items = "\n".join(f"  - {_marked(claim, statement.sentences()[i])}" for i, claim in enumerate(own))
            blocks.append(f"{statement.lead.rstrip()}\n{items}")
        elif statement.dispute and blocks:
            blocks[-1] += f" *{statement.lead.rstrip()}* {_marked(own[0], statement.sentences()[0])}"
        elif statement.lead == speaking:
            blocks[-1] += f" {_marked(own[0], _emphasised(statement))}"
        else:
            blocks.append(_marked(own[0], statement.lead + _emphasised(statement)))
        speaking = statement.lead if len(own) == 1 and not statement.dispute else ""
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
    sentence = statement.sentences()[position]
    return Claim(
        text=(statement.lead + sentence).replace("**", ""),
        perspective=statement.voice,
        verdict="supported",
        support=1.0,  # the claim is the quote
        citations=[Citation(number=number, **source)],
    )


def _marked(claim: Claim, sentence: str) -> str:
    return sentence + "".join(f" [{citation.number}]" for citation in claim.citations)


def _emphasised(statement: Statement) -> str:
    """The statement's one sentence with the words that answer in bold, where they stand in it once."""
    sentence, words = statement.sentences()[0], statement.answer
    return sentence.replace(words, f"**{words}**") if words and sentence.count(words) == 1 else sentence
