"""The cited span of a document, marked letter for letter."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.errors import InputError
from assistant.schema import Span
from assistant.web.escape import as_html


def cited_span(query: Mapping[str, str], text: str) -> Span | None:
    """The span that an address names (`start` and `end`), or None if it names none.

    Raises InputError if it names one that `text` does not have.
    """
    start, end = query.get("start"), query.get("end")
    if start is None and end is None:
        return None
    try:
        first, last = int(start or ""), int(end or "")
    except ValueError:
        first, last = -1, -1
    if not 0 <= first < last <= len(text):
        raise InputError(
            "The address names a passage that this source does not have, perhaps because the source has changed since. "
            "The whole source is shown, with nothing highlighted."
        )
    return Span(start=first, end=last)


class Highlighter:
    """Turns stretches of one text into HTML, with what falls into the cited span in `<mark>`.

    A span that crosses blocks becomes several marks; the first has the id `cited`.
    """

    def __init__(self, text: str, cited: Span | None) -> None:
        self._text = text
        self._cited = cited
        self._begun = False

    def html(self, start: int, end: int) -> str:
        """`text[start:end]` as HTML."""
        if self._cited is None:
            return as_html(self._text[start:end])
        first = min(max(self._cited.start, start), end)
        last = max(min(self._cited.end, end), first)
        before, inside, after = self._text[start:first], self._text[first:last], self._text[last:end]
        if not inside:
            return as_html(before + after)
        return as_html(before) + self._mark(inside) + as_html(after)

    def _mark(self, inside: str) -> str:
        mark_id = "" if self._begun else ' id="cited" tabindex="-1"'
        self._begun = True
        return f'<mark class="w-cited"{mark_id}>{as_html(inside)}</mark>'
