"""A checked text as HTML: its claims marked in place, beside each what other sources say about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.corpus.checks import Check, Relation
from assistant.schema import Document
from assistant.web.blocks import Block, blocks
from assistant.web.escape import as_html
from assistant.web.finding_view import SIGNS, FindingCards, relation_chip, relation_class


@dataclass
class _Row:
    """A heading, a paragraph or a list, and the claims that begin in it, by number."""

    blocks: list[Block]
    claims: dict[int, Check] = field(default_factory=dict)


def checked_html(document: Document, claims: Mapping[int, Check], documents: Mapping[str, Document]) -> str:
    """The text of `document` with these numbered claims marked, each followed by its findings."""
    cards = FindingCards(documents)
    begun: set[int] = set()
    body = "".join(_row_html(row, document.text, claims, cards, begun) for row in _rows(document.text, claims))
    return f'<article class="w-document w-checked" aria-label="Text of the source, checked">{body}</article>'


def _rows(text: str, claims: Mapping[int, Check]) -> Iterator[_Row]:
    """The blocks of the text, with the items of a list in one row."""
    row: _Row | None = None
    placed: set[int] = set()
    for block in blocks(text):
        joins = row is not None and block.kind == "item" and row.blocks[-1].kind == "item"
        if row is None or not joins:
            if row is not None:
                yield row
            row = _Row([])
        row.blocks.append(block)
        inside = {number for number in _touching(block, claims) if number not in placed}
        row.claims |= {number: claims[number] for number in sorted(inside)}
        placed |= inside
    if row is not None:
        yield row


def _touching(block: Block, claims: Mapping[int, Check]) -> list[int]:
    return [number for number, claim in claims.items() if claim.start < block.end and block.start < claim.end]


def _row_html(row: _Row, text: str, claims: Mapping[int, Check], cards: FindingCards, begun: set[int]) -> str:
    shown = [_block_html(block, text, claims, begun) for block in row.blocks]
    body = f"<ul>{''.join(shown)}</ul>" if row.blocks[0].kind == "item" else "".join(shown)
    beside = "".join(_beside(number, check, cards) for number, check in row.claims.items())
    return (
        f'<div class="w-checked-row"><div class="w-checked-text">{body}</div><div class="w-beside">{beside}</div></div>'
    )


def _block_html(block: Block, text: str, claims: Mapping[int, Check], begun: set[int]) -> str:
    inner, position = "", block.start
    for number in _touching(block, claims):
        check = claims[number]
        start, end = max(check.start, block.start), min(check.end, block.end)
        inner += as_html(text[position:start]) + _mark(number, check, text[start:end], number not in begun)
        begun.add(number)
        position = end
    inner += as_html(text[position : block.end])
    if block.kind == "heading":
        level = min(max(block.level, 2), 4)  # the page's own title is the h1
        return f"<h{level}>{inner}</h{level}>"
    return f"<li>{inner}</li>" if block.kind == "item" else f"<p>{inner}</p>"


def _mark(number: int, check: Check, quote: str, first: bool) -> str:
    """A stretch of a claim, underlined with an equal part for each relation, and the link to its findings."""
    relations = check.relations
    share = 100 / len(relations)
    stops = ", ".join(
        f"var(--{relation_class(relation)}) {position * share:.2f}% {(position + 1) * share:.2f}%"
        for position, relation in enumerate(relations)
    )
    style = f'style="--relations: linear-gradient(90deg, {stops})"'
    mark_id = f' id="claim-{number}" tabindex="-1"' if first else ""
    mark = f'<mark class="w-claim"{mark_id} {style}>{as_html(quote)}</mark>'
    if not first:
        return mark
    spoken = f"Claim {number}: {', '.join(relations)}. Show what other sources say"
    signs = "".join(f'<span class="{relation_class(relation)}">{SIGNS[relation]}</span>' for relation in relations)
    return (
        f'{mark}<a class="w-signs" href="#check-{number}" aria-label="{spoken}" title="{spoken}">'
        f"{number}&nbsp;{signs}</a>"
    )


def _beside(number: int, check: Check, cards: FindingCards) -> str:
    """The findings of a claim, closed until they are asked for. A link to what is inside opens them."""
    chips = " ".join(relation_chip(relation) for relation in check.relations)
    found = "".join(f"<li>{cards.html(finding)}</li>" for finding in check.findings)
    count = f"{len(check.findings)} finding{'s' * (len(check.findings) > 1)}"
    return (
        f'<details class="w-check"><summary><span class="w-number">{number}</span> {chips} '
        f'<span class="w-dim">{count}</span></summary>'
        f'<div id="check-{number}" tabindex="-1"><p class="w-claimed">On “{as_html(check.quote)}” '
        f'<a href="#claim-{number}" aria-label="Back to claim {number} in the text">back to the text</a></p>'
        f'<ul class="w-findings">{found}</ul></div></details>'
    )


def with_relation(claims: Sequence[Check], relation: Relation | None) -> dict[int, Check]:
    """The claims, numbered from 1; with a relation only those that have it, with the findings of that relation."""
    numbered = dict(enumerate(claims, start=1))
    if relation is None:
        return numbered
    chosen = {}
    for number, claim in numbered.items():
        findings = [finding for finding in claim.findings if finding.relation == relation]
        if findings:
            chosen[number] = claim.model_copy(update={"findings": findings})
    return chosen
