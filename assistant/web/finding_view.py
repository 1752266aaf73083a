"""What other sources say about a claim, as HTML: the relation, the passage, whose voice it is and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from assistant.corpus.checks import CheckFinding, Relation
from assistant.index.split import split_document
from assistant.retrieve.search import source_fields
from assistant.schema import Document, Passage, Source
from assistant.web.cards import official_link
from assistant.web.escape import as_html
from assistant.web.wording import date_in_words, form_badge, quoted, voice_chip, voices_of

SIGNS: dict[Relation, str] = {"agrees": "=", "adds": "+", "differs": "≠", "single source": "①"}


def relation_chip(relation: Relation) -> str:
    """A relation as a sign and a word, in its colour."""
    return (
        f'<span class="w-relation {relation_class(relation)}"><span aria-hidden="true">{SIGNS[relation]}</span> '
        f"{relation}</span>"
    )


def relation_class(relation: Relation) -> str:
    """The class of the style sheet that colours a relation."""
    return f"w-{relation.replace(' ', '-')}"


class FindingCards:
    """Findings as HTML, for one page: each source is cut into its passages once."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._passages: dict[str, list[Passage]] = {}

    def html(self, finding: CheckFinding) -> str:
        """The finding, with its passage where it has one."""
        head = f'<p class="w-says">{relation_chip(finding.relation)} {as_html(finding.note)}</p>'
        document = self._documents.get(finding.document_id or "")
        if document is None or finding.start is None or finding.end is None:
            return head
        passage = self._passage_at(document, finding.start)
        source = source_fields(document, passage, finding.start, finding.end)
        notes = ""
        if source.confidence == "medium":
            notes += '<p class="w-note">As reported: rests on press reports, not on the document itself.</p>'
        if source.disputed_by and not _in_dispute(passage, finding.start):
            notes += f'<p class="w-note"><strong>Disputed:</strong> {as_html(source.disputed_by)}</p>'
        date = f'<span class="w-dim">· {as_html(date_in_words(source.date))}</span>'
        origin = " · ".join(as_html(part) for part in (source.title, source.publisher, source.where))
        return (
            f'{head}<p class="w-head">{_voice(source, passage)} {form_badge(source.form)} {date}</p>'
            f"{quoted(source.form, source.quote)}{notes}"
            f'<p class="w-meta">{origin}</p><p class="w-links">{_source_link(source)} · {official_link(source)}</p>'
        )

    def _passage_at(self, document: Document, start: int) -> Passage:
        """The passage that holds the character at `start`, or the nearest one."""
        if document.id not in self._passages:
            self._passages[document.id] = split_document(document)
        return min(self._passages[document.id], key=lambda passage: max(passage.start - start, start - passage.end, 0))


def _voice(source: Source, passage: Passage) -> str:
    """Who says it. A brief's summary, and a dispute beside a point, are not the words of the point's speaker."""
    if _in_dispute(passage, source.start):
        return f'<span class="w-dim">dispute recorded beside a point by</span> {voice_chip(source.speaker)}'
    if passage.role == "summary":
        return f'<span class="w-dim">the editors on a document of</span> {voice_chip(source.perspective)}'
    return voices_of(source)


def _in_dispute(passage: Passage, start: int) -> bool:
    return passage.dispute is not None and passage.dispute.start <= start < passage.dispute.end


def _source_link(source: Source) -> str:
    """The source at the quoted span, in a new tab: this page and the conversation stay as they are."""
    query = urlencode({"id": source.document_id, "start": source.start, "end": source.end})
    spoken = as_html(f"Open the source at this passage: {source.title} (opens in a new tab)")
    return (
        f'<a class="w-open" href="source?{as_html(query)}" target="_blank" rel="noopener" aria-label="{spoken}">'
        'Open the source here<span aria-hidden="true">&nbsp;↗</span></a>'
    )
