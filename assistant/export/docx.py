"""A paper as a Word document."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from assistant.export.paper import Paper, Reference, Section

if TYPE_CHECKING:
    from docx.document import Document

LIST_STYLES = ("Normal", "List Bullet", "List Bullet 2")


def write_docx(paper: Paper) -> bytes:
    """The file's bytes."""
    from docx import Document

    document = Document()
    document.core_properties.title = paper.title[:255]  # as long as the property may be
    document.core_properties.author = "Wakhan"
    document.add_heading(paper.title, 0)
    for section in paper.sections:
        _section(document, section)
    document.add_paragraph(paper.colophon, style="Intense Quote")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _section(document: Document, section: Section) -> None:
    if section.question:
        document.add_heading(section.question, 1)
    if section.understood:
        document.add_paragraph().add_run(f"Understood as: {section.understood}").italic = True
    for block in section.answer:
        paragraph = document.add_paragraph(style=LIST_STYLES[block.level])
        for run in block.runs:
            added = paragraph.add_run(run.text)
            added.bold, added.italic = run.bold, run.italic
    for note in section.notes:
        document.add_paragraph(note, style="Quote")
    if section.references:
        document.add_heading("References", 2)
    for reference in section.references:
        _reference(document, reference)


def _reference(document: Document, reference: Reference) -> None:
    paragraph = document.add_paragraph(f"[{reference.number}] ")
    paragraph.add_run(reference.title).bold = True
    where = f"{reference.where}. Voice: {reference.voice}."
    about = f". {reference.publisher}, {reference.date} ({reference.form}). {where}"
    paragraph.add_run(" ".join([about, *reference.notes]))
    paragraph.add_run().add_break()
    paragraph.add_run(f"“{reference.quote}”" if reference.own_words else reference.quote).italic = reference.own_words
    paragraph.add_run().add_break()
    paragraph.add_run(reference.address)
