"""Which documents a search may use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from assistant.corpus.parse import DATE_PATTERN
from assistant.errors import InputError
from assistant.schema import Document, Filters

_FIELDS = {"perspectives": "perspective", "publishers": "publisher", "kinds": "kind"}


def allowed_documents(documents: Mapping[str, Document], filters: Filters | None) -> list[str] | None:
    """Ids of the documents that pass, or None where nothing is filtered.

    Raises InputError for a value that no document has, naming the values there are.
    """
    if filters is None or filters == Filters():
        return None
    _check(documents.values(), filters)
    return [document.id for document in documents.values() if _passes(document, filters)]


def _passes(document: Document, filters: Filters) -> bool:
    for many, one in _FIELDS.items():
        wanted = getattr(filters, many)
        if wanted and getattr(document, one) not in wanted:
            return False
    if filters.topics and not set(filters.topics) & set(document.topics):
        return False
    if filters.documents and not _same_document(document.id, filters.documents):
        return False
    return _in_range(document.date, filters.since, filters.until)


def _same_document(document_id: str, wanted: Iterable[str]) -> bool:
    """A brief's id also stands for the original fetched for it, and the other way round."""
    return document_id.split("@")[0] in {name.split("@")[0] for name in wanted}


def _in_range(date: str | None, since: str | None, until: str | None) -> bool:
    if not since and not until:
        return True
    if date is None:
        return False
    # At the coarser precision of the two: a document of 2025-10 is neither before nor after 2025-10-19.
    after = not since or date[: len(since)] >= since[: len(date)]
    before = not until or date[: len(until)] <= until[: len(date)]
    return after and before


def _check(documents: Iterable[Document], filters: Filters) -> None:
    known = list(documents)
    values = {
        "perspectives": {document.perspective for document in known},
        "publishers": {document.publisher for document in known},
        "kinds": {document.kind for document in known},
        "topics": {topic for document in known for topic in document.topics},
        "documents": {document.id for document in known} | {document.id.split("@")[0] for document in known},
    }
    for field, there in values.items():
        for value in getattr(filters, field):
            if value not in there:
                shown = ", ".join(sorted(there)) if len(there) <= 40 else "see 'assistant corpus list'"
                raise InputError(f"No source has the {field[:-1]} '{value}'. There are: {shown}.")
    for name in ("since", "until"):
        value = getattr(filters, name)
        if value and not re.match(DATE_PATTERN, value):
            raise InputError(f"{name}: '{value}' is no date; write 2025, 2025-10 or 2025-10-19.")
    if filters.since and filters.until and not _in_range(filters.since, None, filters.until):
        raise InputError(f"since {filters.since} is later than until {filters.until}; nothing can match.")
