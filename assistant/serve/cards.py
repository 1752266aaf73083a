"""Answers, hits and documents as a person reads them in a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant.schema import Answer, Document, Source
from assistant.serve.printable import printable
from assistant.serve.terminal import console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

FORMS = {"text": "text", "brief": "brief", "original": "original document"}
INDENT = " " * 5


def show_answer(answer: Answer) -> None:
    """Prints the answer, the sources it cites, what it does not cite but is near, and how far the sources reach."""
    out = console()
    if answer.standalone_question != answer.question:
        out.print(f"Understood as: {printable(answer.standalone_question)}\n", style="dim")
    out.print(_prose(answer.text))
    if answer.fallback_reason:
        out.print(f"\n{printable(answer.fallback_reason)}", style="dim")
    _show_disagreements(out, answer)
    citations = {citation.number: citation for claim in answer.claims for citation in claim.citations}
    if citations:
        _heading(out, "Sources")
    for number in sorted(citations):
        _card(out, f"[{number}]", citations[number])
    if answer.related:
        _heading(out, "Also looked at" if answer.claims else "Also looked at; no answer in itself")
    for hit in answer.related:
        _card(out, "  -", hit)
    if answer.sources_as_of:
        out.print(f"\nThe sources reach until {printable(answer.sources_as_of)}.", style="dim")


def show_hits(hits: Iterable[Source]) -> None:
    """Prints the passages found for a query, best first."""
    out = console()
    empty = True
    for rank, hit in enumerate(hits, start=1):
        _card(out, f"{rank:2}.", hit)
        empty = False
    if empty:
        out.print("No passage passes the filters.")


def show_documents(documents: Iterable[Document]) -> None:
    """Prints one line for each document: id, date, voice, kind, title."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE, pad_edge=False)
    for name, folds in (("id", True), ("date", False), ("voice", False), ("kind", False), ("title", True)):
        table.add_column(name, overflow="fold" if folds else "ellipsis", no_wrap=not folds)
    for item in documents:
        row = (item.id, item.date or "undated", item.perspective, item.kind, item.title)
        table.add_row(*(_text(cell) for cell in row))
    console().print(table)


def show_document(document: Document) -> None:
    """Prints what is known of a document, then its text."""
    out = console()
    out.print(printable(document.title), style="bold")
    publisher = document.publisher + (f" ({document.publisher_note})" if document.publisher_note else "")
    date = f"dated {document.date}" if document.date else f"undated: {document.date_note or 'no date is known'}"
    facts = [publisher, document.perspective, document.kind, _form(document.form), date, document.symbol]
    out.print(printable(" · ".join(fact for fact in facts if fact)), style="dim")
    if document.url:
        out.print(printable(document.url), style="dim", soft_wrap=True)
    if document.form == "brief":
        out.print("A brief: the editors' own words, not the official text.", style="dim")
    out.print()
    out.print(printable(document.text))


def _show_disagreements(out: Console, answer: Answer) -> None:
    for disagreement in answer.disagreements:
        voices = dict.fromkeys(answer.claims[position].perspective for position in disagreement.claims)
        words = f"The voices differ ({disagreement.topic}): {', '.join(voices)}."
        out.print(f"\n{printable(words)}", style="bold")


def _prose(markdown: str) -> Text:
    """An answer's text; its Markdown uses no mark but `**`, which becomes bold."""
    from rich.text import Text

    text = Text()
    for position, part in enumerate(re.split(r"\*\*(.+?)\*\*", printable(markdown))):
        text.append(part, style="bold" if position % 2 else "")
    return text


def _heading(out: Console, words: str) -> None:
    out.print(f"\n{words}", style="bold")


def _card(out: Console, mark: str, source: Source) -> None:
    """One source: its title, the quote, who says it, and where to check it."""

    def line(text: str, style: str | None = None) -> None:
        words = printable(text).replace("\n", " ")
        out.print(textwrap.fill(words, out.width, initial_indent=INDENT, subsequent_indent=INDENT), style=style)

    title = textwrap.fill(printable(source.title), out.width, initial_indent=f"{mark:4} ", subsequent_indent=INDENT)
    out.print(f"\n{title}", style="bold")
    # A brief is the editors' wording: it is never shown in quotation marks as if somebody had said it so.
    line(f"Editors' summary: {source.quote}" if source.form == "brief" else f"“{source.quote}”")
    line(" · ".join(_facts(source)), "dim")
    if source.disputed_by:
        line(f"Disputed: {source.disputed_by}")
    if source.url:
        _address(out, "document:", source.url)
    for address in source.evidence:
        _address(out, "evidence:", address)


def _facts(source: Source) -> list[str]:
    voice = f"voice: {source.speaker}"
    if source.speaker != source.perspective:
        voice += f" (in a document of {source.perspective})"
    facts = [voice, source.publisher, source.date or "undated", source.kind, _form(source.form), source.where]
    if source.confidence == "medium":
        facts.append("as reported")
    return [*facts, f"id: {source.document_id}"]


def _address(out: Console, label: str, address: str) -> None:
    """An address on a line of its own, unwrapped, so that it can be clicked and copied."""
    out.print(f"{INDENT}{label} {printable(address)}", style="dim", soft_wrap=True)


def _form(form: str) -> str:
    return FORMS[form]


def _text(cell: str) -> str:
    return printable(cell).replace("\n", " ")
