"""A text's claims beside what other sources say about them: `checks/*.yaml` of a corpus. No winner is picked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from assistant.schema import Record

Relation = Literal["agrees", "adds", "differs", "single source"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)


class CheckFinding(Record):
    """What one passage says about a claim, or that only one source has the claim.

    Where there is a passage, `documents[document_id].text[start:end] == quote`; a `single source` may have none,
    and then all four are None.
    """

    relation: Relation
    note: str
    document_id: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None


class Check(Record):
    """One claim of a text, `documents[document_id].text[start:end] == quote`, and what was found about it."""

    document_id: str
    quote: str
    start: int
    end: int
    findings: list[CheckFinding]

    @property
    def relations(self) -> list[Relation]:
        """The relations of its findings, each once, in the order of `RELATIONS`."""
        found = {finding.relation for finding in self.findings}
        return [relation for relation in RELATIONS if relation in found]


def findings_for(checks: Iterable[Check], document_id: str, start: int, end: int) -> list[CheckFinding]:
    """The findings of every claim of the document that shares a character with `text[start:end]`, in order."""
    return [
        finding
        for check in checks
        if check.document_id == document_id and check.start < end and start < check.end
        for finding in check.findings
    ]
