"""Links to our own pages inside HTML. They open in a tab of their own, so that the page one reads stays."""

from __future__ import annotations

from urllib.parse import urlencode

from assistant.schema import Source
from assistant.web.escape import as_html


def document_link(title: str, document_id: str, start: int | None = None, end: int | None = None) -> str:
    """The title of a document as a link to its page, at the span where one is given."""
    query: dict[str, str | int] = {"id": document_id}
    if start is not None and end is not None:
        query |= {"start": start, "end": end}
    spoken = as_html(f"{title} (opens in a new tab)")
    return (
        f'<a href="source?{as_html(urlencode(query))}" target="_blank" rel="noopener" aria-label="{spoken}">'
        f'{as_html(title)}<span aria-hidden="true">&nbsp;↗</span></a>'
    )


def span_link(source: Source) -> str:
    """The title of a source as a link to its page, at what is quoted of it."""
    return document_link(source.title, source.document_id, source.start, source.end)
