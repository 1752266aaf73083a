"""What an exported file says, whatever its format. All text in it is plain: each format escapes it in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.answer.voice import when
from assistant.chat.records import Exchange
from assistant.export.text import Block, blocks
from assistant.schema import Answer, Citation, Form

FORMS: dict[Form, str] = {
    "brief": "brief – editors' summary",
    "text": "text – the publisher's own words",
    "original": "original – the official text",
}
VERDICTS = {"partly": "Partly supported", "unsupported": "Not supported"}
# Controls that no XML may hold, and direction overrides that would show other words than stand there.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Reference:
    """A numbered source. `own_words` says whether `quote` is the publisher's wording or the editors'."""

    number: int
    title: str
    publisher: str
    voice: str
    date: str
    form: str
    where: str
    address: str
    quote: str
    own_words: bool
    notes: list[str]


@dataclass(frozen=True)
class Section:
    """A question (empty where the paper's title says it), how it was understood, its answer and its references."""

    question: str
    understood: str
    answer: list[Block]
    notes: list[str]
    references: list[Reference]


@dataclass(frozen=True)
class Paper:
    """A whole file."""

    title: str
    sections: list[Section]
    colophon: str


def paper_of(title: str, exchanges: Iterable[Exchange]) -> Paper:
    """The answered questions among `exchanges` as a paper."""
    answered = [exchange.answer for exchange in exchanges if exchange.answer]
    reach = next((answer.sources_as_of for answer in reversed(answered) if answer.sources_as_of), None)
    colophon = "Made with Wakhan from curated sources; every numbered quote stands in its source as shown."
    if reach:
        colophon += f" The sources reach until {when(reach)}."
    sections, title = [_section(answer) for answer in answered], _clean(" ".join(title.split()))
    if len(sections) == 1 and sections[0].question == title:
        sections = [replace(sections[0], question="")]
    return Paper(title, sections, _clean(colophon))


def _section(answer: Answer) -> Section:
    understood = answer.standalone_question if answer.standalone_question.strip() != answer.question.strip() else ""
    citations = {c.number: c for claim in answer.claims for c in claim.citations}
    return Section(
        question=_clean(" ".join(answer.question.split())),
        understood=_clean(understood),
        answer=list(blocks(_clean(answer.text), citations)),
        notes=[_clean(note) for note in _notes(answer)],
        references=[_reference(citations[number]) for number in sorted(citations)],
    )


def _notes(answer: Answer) -> Iterable[str]:
    for disagreement in answer.disagreements:
        claims = [answer.claims[position] for position in disagreement.claims if position < len(answer.claims)]
        numbers = dict.fromkeys(f"[{c.number}]" for claim in claims for c in claim.citations)
        yield f"Voices differ on {disagreement.topic}: {', '.join(numbers)}."
    for claim in answer.claims:
        if claim.verdict in VERDICTS:
            yield f"{VERDICTS[claim.verdict]} by its citations: {claim.text}"
    if answer.fallback_reason:
        yield answer.fallback_reason


def _reference(citation: Citation) -> Reference:
    notes = ["As reported: rests on press reports."] if citation.confidence == "medium" else []
    if citation.disputed_by:
        notes.append(f"Disputed: {citation.disputed_by}")
    notes.append(f"Kept here as {citation.document_id}, characters {citation.start} to {citation.end}.")
    voice = citation.speaker
    if citation.speaker != citation.perspective:
        voice += f", in a document of {citation.perspective}"
    return Reference(
        number=citation.number,
        title=_clean(citation.title),
        publisher=_clean(citation.publisher),
        voice=_clean(voice),
        date=_clean(when(citation.date) or "undated"),
        form=FORMS[citation.form],
        where=_clean(citation.where),
        address=_clean(citation.url) if citation.url else "no public address on record",
        quote=_clean(" ".join(citation.quote.split())),
        own_words=citation.form != "brief",
        notes=[_clean(note) for note in notes],
    )


def _clean(text: str) -> str:
    return _INVISIBLE.sub("\ufffd", text)
