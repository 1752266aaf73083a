"""The record beside a text's claim that it differs from, as the editors' checks of the text have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.answer.statements import Statement
from assistant.answer.voice import lead_in
from assistant.corpus.catalog import Catalog
from assistant.corpus.checks import Check, CheckFinding, Relation, findings_for
from assistant.retrieve.search import Found
from assistant.schema import Passage

MOST = 2  # an answer is no list of errata; the checked text has a page of its own


def with_record(
    statements: Sequence[Statement], catalog: Catalog, passages: Mapping[str, Sequence[Passage]]
) -> list[Statement]:
    """The statements, each followed by what the record says otherwise, at most MOST of these in all.

    `passages` are those of the index, by document. What is stated anyway is not repeated.
    """
    result: list[Statement] = []
    stated = [(item.found.document.id, span) for item in statements for span in item.spans]
    left = MOST
    for item in statements:
        result.append(item)
        for position, (start, end) in enumerate(item.spans):
            for finding in findings_for(catalog.checks, item.found.document.id, start, end):
                other = _statement(finding, position, catalog, passages) if finding.relation == "differs" else None
                if other is None or not left or any(_meets(finding, *place) for place in stated):
                    continue
                result.append(other)
                stated.append((other.found.document.id, other.spans[0]))
                left -= 1
    return result


def relations(checks: Sequence[Check], one: Statement, other: Statement) -> Iterator[tuple[int, int, Relation]]:
    """What the checks say of each two spans of two statements, whichever is the checked text: the spans, the relation.

    Nothing where they do not speak to the two.
    """
    ids = one.found.document.id, other.found.document.id
    known = [check for check in checks if check.document_id in ids]
    for i, span in enumerate(one.spans if known else ()):
        for j, beside in enumerate(other.spans):
            places = (ids[0], span), (ids[1], beside)
            for relation in (*_said(known, *places), *_said(known, *places[::-1])):
                yield i, j, relation


_Place = tuple[str, tuple[int, int]]


def _said(checks: Iterable[Check], claim: _Place, beside: _Place) -> list[Relation]:
    found = findings_for(checks, claim[0], *claim[1])
    return [finding.relation for finding in found if _meets(finding, *beside)]


def _meets(finding: CheckFinding, document_id: str, span: tuple[int, int]) -> bool:
    """Whether the finding quotes a character of the document's `span`."""
    if finding.start is None or finding.end is None or finding.document_id != document_id:
        return False
    return finding.start < span[1] and span[0] < finding.end


def _statement(
    finding: CheckFinding, position: int, catalog: Catalog, passages: Mapping[str, Sequence[Passage]]
) -> Statement | None:
    """What the finding quotes, as a statement; None where it quotes nothing, or a dispute, which has another voice."""
    start, end = finding.start, finding.end
    if finding.document_id is None or start is None or end is None:
        return None
    around = [p for p in passages.get(finding.document_id, ()) if p.start <= start and end <= p.end]
    if not around or (around[0].dispute and around[0].dispute.start <= start):
        return None
    document = catalog.documents[finding.document_id]
    found = Found(around[0], document, score=0.0, dense=0.0, keyword=0.0)
    lead = f"The record differs: {lead_in(document, around[0])}"
    return Statement(found, ((start, end),), lead, around[0].speaker, differs_from=position)
