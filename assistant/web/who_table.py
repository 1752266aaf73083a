"""Voices against statements, as an HTML table that folds into blocks on a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.who_says_what import Against, Statement, Voice
from assistant.schema import Citation
from assistant.web.escape import as_html
from assistant.web.links import span_link
from assistant.web.wording import date_in_words, form_badge, quoted, voice_chip

Row = tuple[Voice, Statement]


def table_html(voices: Sequence[Voice], caption: str) -> str:
    """The table of `voices`: one group of rows for each, one row for each statement."""
    rows = {statement.number: (voice, statement) for voice in voices for statement in voice.statements}
    groups = "".join(f"<tbody>{_group(voice, rows)}</tbody>" for voice in voices)
    return (
        f'<table class="w-who"><caption>{as_html(caption)}</caption><thead><tr><th scope="col">Voice</th>'
        '<th scope="col">Statement</th><th scope="col">Source dated</th>'
        f'<th scope="col">Disputed by, or against</th></tr></thead>{groups}</table>'
    )


def _group(voice: Voice, rows: dict[int, Row]) -> str:
    head = f'<th scope="rowgroup" rowspan="{len(voice.statements)}">{voice_chip(voice.perspective, voice.name)}</th>'
    return "".join(
        f'<tr id="statement-{statement.number}">{head if position == 0 else ""}{_cells(statement, rows)}</tr>'
        for position, statement in enumerate(voice.statements)
    )


def _cells(statement: Statement, rows: dict[int, Row]) -> str:
    citation = statement.citation
    against = "".join(f"<li>{_against(item, citation, *rows[item.number])}</li>" for item in statement.against)
    reported = " · as reported" if citation.confidence == "medium" else ""
    doubt = "" if statement.verdict == "supported" else f" · {statement.verdict}"
    return (
        f'<td><span class="w-number">{statement.number}</span> {_words(statement)}'
        f'<p class="w-meta">{span_link(citation)}{form_badge(citation.form)}{reported}{doubt}</p></td>'
        f'<td class="w-when">{as_html(date_in_words(citation.date))}</td>'
        f"<td>{f'<ul>{against}</ul>' if against else _NOTHING}</td>"
    )


_NOTHING = '<span class="w-dim">nothing found</span>'


def _words(statement: Statement) -> str:
    """The quote, after the words that introduce it in its source."""
    citations = [c for c in (statement.introduced_by, statement.citation) if c is not None]
    return "".join(quoted(citation.form, citation.quote) for citation in citations)


def _against(item: Against, disputed: Citation, voice: Voice, statement: Statement) -> str:
    citation = statement.citation
    where = "recorded in the same source" if citation.document_id == disputed.document_id else item.topic
    return (
        f"{voice_chip(voice.perspective, voice.name)} "
        f'<span class="w-dim">{as_html(date_in_words(citation.date))}</span>{_words(statement)}'
        f'<a href="#statement-{item.number}">statement {item.number}</a> · <span class="w-dim">{as_html(where)}</span>'
    )
